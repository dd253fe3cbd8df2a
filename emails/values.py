"""Values: all that a letter may print. Plain, allow-listed, and made by the engine; a letter sees nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Sender:
    """Who signs: a recruiter, or the team."""

    name: str
    email: str
    title: str | None = None
    phone: str | None = None
    calendar_url: str | None = None
    photo_url: str | None = None
    is_team: bool = False


@dataclass(frozen=True, slots=True)
class OpenRole:
    """A position that is open now."""

    title: str
    location: str | None = None
    url: str | None = None
    because: tuple[str, ...] = ()
    """Skills of theirs that it asks for, as the opening spells them: why we thought of them."""


@dataclass(frozen=True, slots=True)
class CommunityEvent:
    """Something the company invites people to."""

    title: str
    starts_at: datetime
    """In the event's own zone: what the clock shows where it takes place. `ends_at` likewise."""
    ends_at: datetime | None = None
    place: str | None = None
    description: str | None = None
    url: str | None = None
    """Its public page."""
    accept_url: str | None = None
    """Where to say "I will come". None: there is nothing to sign up for, or an answer to the letter will do."""


@dataclass(frozen=True, slots=True)
class PrintableFeedback:
    """What upstream sent for the candidate's eyes."""

    strengths: tuple[str, ...] = ()
    to_grow: tuple[str, ...] = ()
    note: str | None = None
    better_roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Links:
    """The letter's own links, all absolute https (http on loopback)."""

    unsubscribe: str
    preferences: str
    join: str
    """Where the person can join the talent network."""


@dataclass(frozen=True, slots=True)
class LetterValues:
    """Everything a letter may print. What is None or empty is left out gracefully by the letter."""

    company: str
    postal_address: str
    sender: Sender
    links: Links
    first_name: str | None = None
    """As upstream gave it; the greeting itself decides whether it is safe to print."""
    last_name: str | None = None
    roles: tuple[str, ...] = ()
    """Titles of the jobs the letter is about, the first one first; never empty for letters after an application."""
    stage: str | None = None
    """The furthest stage reached, upstream's word: applied, screen, interview, onsite, final, offer, or anything else."""
    feedback: PrintableFeedback | None = None
    job_title: str | None = None
    """The job they hold, for letters to people placed."""
    start_date: date | None = None
    years: int | None = None
    """Whole years since the start date, for anniversaries."""
    new_role: str | None = None
    """The role they have just taken, for letters about a change of role."""
    applied_on: date | None = None
    """When they applied, for letters about an application that is still open."""
    waiting_since: date | None = None
    """The day of the last word about that application."""
    left_on: date | None = None
    """Their last day in the job they were placed in, or the day we heard that they left."""
    job: OpenRole | None = None
    """The one opening this letter is about."""
    event: CommunityEvent | None = None
    """What this letter invites them to."""
    events: tuple[CommunityEvent, ...] = ()
    """What a newsletter tells of, the next one first."""
    open_roles: tuple[OpenRole, ...] = ()
    """Openings like the role they hold or applied for, at most three."""
    member: bool = False
    """Whether the person has joined the talent network."""
    extra: dict[str, str] = field(default_factory=dict)
    """What service mail prints beside: `link`, `candidate_name`, `excerpt`, `letter`, `ask`, `deadline` …"""
