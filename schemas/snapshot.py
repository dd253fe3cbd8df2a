"""The snapshot an event carries, so that nothing has to be asked back from the upstream system."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Annotated, Literal
from zoneinfo import available_timezones

from email_validator import EmailNotValidError
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    HttpUrl,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)

from schemas.address import checked_address


def _no_nul(text: str) -> str:
    if "\x00" in text:
        raise ValueError("holds a NUL character, which no database can keep")
    return text


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), AfterValidator(_no_nul)]
LongText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), AfterValidator(_no_nul)]
UpstreamId = Text
Country = Annotated[str, StringConstraints(to_upper=True, pattern=r"^[A-Za-z]{2}$")]
Locale = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}([_-][A-Za-z]{2,4})*$")]


@cache
def _zones() -> frozenset[str]:
    """Every IANA zone; reading their list walks through hundreds of files, so it is read once."""
    return frozenset(available_timezones())


def _known_zone(zone: str) -> str:
    if zone not in _zones():
        raise ValueError(f"{zone!r} is not an IANA time zone such as 'Europe/Copenhagen'")
    return zone


def _address(address: str, info: ValidationInfo) -> str:
    if info.context is STORED:
        return address
    try:
        return checked_address(address)
    except EmailNotValidError as error:
        raise ValueError(f"not an e-mail address: {error}") from None


STORED = {"stored": True}
"""Validation context for an event read back from the inbox: its addresses were checked when it was taken in."""
Email = Annotated[str, AfterValidator(_address), WithJsonSchema({"type": "string", "format": "email"})]
Zone = Annotated[str, AfterValidator(_known_zone)]


class Snapshot(BaseModel):
    """Base of everything inside `data`. Unknown fields are refused: a misspelt or an internal one must not slip in."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Wishes(Snapshot):
    """What a person said they want to do next."""

    places: tuple[Text, ...] = Field((), description="Cities or countries they would work in. None: wherever they live.")
    roles: tuple[Text, ...] = Field((), description="Titles of the work they want. None: like what they did or applied for.")
    seniority: Literal["junior", "middle", "senior", "leading"] | None = None
    remote: bool | None = Field(None, description="Whether work that can be done from anywhere suits them. Absent: not said.")


class Candidate(Snapshot):
    """A person as the upstream system knows them."""

    id: UpstreamId = Field(description="The upstream system's own id of the person; unique within the event's source.")
    email: Email | None = Field(None, description="Where letters go. Absent: keep the address already known.")
    first_name: Text | None = None
    last_name: Text | None = None
    locale: Locale | None = Field(
        None, description="BCP 47, such as 'da' or 'de-AT'. Absent: by country, else the installation's."
    )
    zone: Zone | None = Field(None, description="IANA time zone. Absent: by country, else the installation's.")
    country: Country | None = Field(None, description="ISO 3166-1 alpha-2.")
    region: Text | None = Field(None, description="ISO 3166-2 subdivision without the country, such as 'BY'; for holidays.")
    skills: tuple[Text, ...] = ()
    tags: tuple[Text, ...] | None = Field(
        None, description="Your own words for groups of people, for segments of newsletters. Absent: keep those known."
    )
    wishes: Wishes | None = Field(
        None, description="What they want to do next, for openings told to them; the whole of it. Absent: keep those known."
    )
    may_be_mailed: bool | None = Field(
        None, description="False: record, but never write. Absent: keep what is known (at first: true)."
    )


class Job(Snapshot):
    """A position, as a candidate may read about it."""

    id: UpstreamId
    title: Text
    skills: tuple[Text, ...] = ()
    location: Text | None = None
    url: HttpUrl | None = Field(None, description="The public page of the opening.")


class Application(Snapshot):
    """One person's application for one job."""

    id: UpstreamId
    stage: Text | None = Field(
        None, description="The furthest stage reached: applied, screen, interview, onsite, final or offer; others are kept."
    )
    job: Job | None = None


class Placement(Snapshot):
    """A job somebody started, or will start."""

    start_date: date | None = None
    job_title: Text | None = None
    end_date: date | None = None


class Recruiter(Snapshot):
    """The person who knows the candidate. Absent, or gone: the team writes."""

    email: Email
    name: Text
    title: Text | None = None
    phone: Text | None = None
    calendar_url: HttpUrl | None = Field(None, description="Where the candidate can book a conversation.")
    photo_url: HttpUrl | None = None
    gone: bool = Field(False, description="True when they have left: the team takes over.")


class Feedback(Snapshot):
    """What may be printed for the candidate. Internal notes are not a field, so they cannot be sent by mistake."""

    strengths: tuple[LongText, ...] = ()
    to_grow: tuple[LongText, ...] = ()
    note: LongText | None = None
    better_roles: tuple[Text, ...] = ()


class FeedbackFor(Snapshot):
    """Wrapper that says for whose eyes the feedback is."""

    for_candidate: Feedback
