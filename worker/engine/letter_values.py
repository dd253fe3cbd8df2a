"""Letter values: what a letter may print, gathered from what is known of the person and their enrollment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from emails.values import CommunityEvent, LetterValues, Links, OpenRole, PrintableFeedback, Sender
from worker.engine.parts import Parts
from worker.engine.standing import Standing
from worker.rules.open_roles import Opening, similar
from worker.rules.tokens import Purpose
from worker.rules.wishes import against, wishes_of
from worker.store.models.candidate import Candidate, Job
from worker.store.models.enrollment import Enrollment

_OPENINGS_LOOKED_AT = 200


def sender_of(parts: Parts, recruiter: dict[str, Any] | None) -> Sender:
    """The recruiter who knows the person; the team when there is none, or when they have left."""
    if recruiter is None or recruiter.get("gone"):
        return Sender(name=parts.policy.company, email=parts.policy.team_address, is_team=True)
    return Sender(
        name=recruiter["name"],
        email=recruiter["email"],
        title=recruiter.get("title"),
        phone=recruiter.get("phone"),
        calendar_url=recruiter.get("calendar_url"),
        photo_url=recruiter.get("photo_url"),
    )


def recruiter_of(standing: Standing, enrollment: Enrollment) -> dict[str, Any] | None:
    """The recruiter of the event that started this; whoever upstream named last, if the former has left."""
    said: dict[str, Any] | None = enrollment.context.get("recruiter")
    latest = standing.candidate.recruiter
    if said is None or (latest is not None and latest.get("email") == said.get("email")):
        return latest
    return said


def links_of(parts: Parts, message_id: UUID) -> Links:
    """The letter's own links; a token names the letter and nothing about the person."""
    base, keyring = parts.policy.base_url, parts.keyring
    return Links(
        unsubscribe=f"{base}/u/{keyring.token(Purpose.UNSUBSCRIBE, message_id)}",
        preferences=f"{base}/p/{keyring.token(Purpose.PREFERENCES, message_id)}",
        join=f"{base}/j/{keyring.token(Purpose.JOIN, message_id)}",
    )


def values_of(
    parts: Parts, standing: Standing, enrollment: Enrollment, message_id: UUID, openings: Sequence[Opening], today: date
) -> LetterValues:
    """Everything the letter may print. Pure but for the clock's date, which is given."""
    person, context = standing.candidate, enrollment.context
    feedback = context.get("feedback")
    start = enrollment.anchor_date
    title = context.get("job_title") or next(iter(context.get("roles", [])), None)
    roles_like_theirs = similar(title, person.skills, _openings_for(parts, person, enrollment, openings))
    return LetterValues(
        company=parts.policy.company,
        postal_address=parts.policy.postal_address,
        sender=sender_of(parts, recruiter_of(standing, enrollment)),
        links=links_of(parts, message_id),
        first_name=person.first_name,
        last_name=person.last_name,
        roles=tuple(context.get("roles", ())),
        stage=context.get("stage"),
        feedback=PrintableFeedback(
            tuple(feedback.get("strengths", ())),
            tuple(feedback.get("to_grow", ())),
            feedback.get("note"),
            tuple(feedback.get("better_roles", ())),
        )
        if feedback
        else None,
        job_title=title,
        start_date=start,
        years=_whole_years(start, today) if start else None,
        new_role=context.get("new_role"),
        applied_on=_date(context.get("applied_on")),
        waiting_since=enrollment.anchor_at.astimezone(standing.place.zone).date() if context.get("application") else None,
        left_on=_date(context.get("left_on")),
        job=_job(context.get("job")),
        event=_event(context.get("event")),
        open_roles=tuple(OpenRole(opening.title, opening.location, opening.url) for opening in roles_like_theirs),
        member=Topic.TALENT_NETWORK in standing.joined,
    )


def _openings_for(parts: Parts, person: Candidate, enrollment: Enrollment, openings: Sequence[Opening]) -> list[Opening]:
    """Those to name: nothing they applied for, and nothing they wish not to do, unless it is for people they know."""
    applied = enrollment.context.get("job_ids", ())
    others = [opening for opening in openings if opening.job_id not in applied]
    if not person.wishes or parts.campaigns[enrollment.campaign].topic is Topic.REFERRALS:
        return others
    wishes = wishes_of(person.wishes)
    return [opening for opening in others if against(wishes, opening) is None]


def _date(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None


def _job(said: dict[str, Any] | None) -> OpenRole | None:
    return OpenRole(said["title"], said.get("location"), said.get("url"), tuple(said.get("because", ()))) if said else None


def _event(said: dict[str, Any] | None) -> CommunityEvent | None:
    """As stored, and on the clock of the place where it happens."""
    if not said:
        return None
    zone = ZoneInfo(said["zone"])
    ends_at = said.get("ends_at")
    return CommunityEvent(
        title=said["title"],
        starts_at=datetime.fromisoformat(said["starts_at"]).astimezone(zone),
        ends_at=datetime.fromisoformat(ends_at).astimezone(zone) if ends_at else None,
        place=said.get("place"),
        description=said.get("description"),
        url=said.get("url"),
        accept_url=said.get("accept_url"),
    )


def _whole_years(start: date, today: date) -> int:
    """Years completed; somebody who began on 29 February completes one on the 28th in common years."""
    before = (today.month, today.day) < (start.month, start.day)
    leap = (start.month, start.day) == (2, 29) and (today.month, today.day) == (2, 28) and not _is_leap(today.year)
    return today.year - start.year - (1 if before and not leap else 0)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def read_openings(session: Session) -> tuple[Opening, ...]:
    """The positions open now that upstream told us of, newest first, a bounded number."""
    query = select(Job).where(Job.open).order_by(Job.as_of.desc()).limit(_OPENINGS_LOOKED_AT)
    return tuple(Opening(job.upstream_id, job.title, tuple(job.skills), job.location, job.url) for job in session.scalars(query))
