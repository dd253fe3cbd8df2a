"""One person as a colleague asks after them: facts, wishes, tempo, budget, what they are in, what they had."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from worker.engine.handoff import name_of
from worker.engine.lookup import find_candidate
from worker.engine.parts import Parts
from worker.engine.story_entries import LetterState, letter_state
from worker.engine.story_now import Now, now_line, read_now
from worker.engine.story_words import sentence_of
from worker.rules.budget import room_at
from worker.store.models.candidate import Application, Candidate, Placement, UpstreamRef
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message

MOST = 20
"""So many of each list are shown."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way through one campaign."""

    campaign: str
    state: str
    step: str
    occurrence: int
    started_at: datetime
    due_at: datetime
    ended_at: datetime | None
    why: str | None


@dataclass(frozen=True, slots=True)
class Had:
    """One letter they had, or may have had."""

    campaign: str
    step: str
    kind: str
    locale: str | None
    sent_at: datetime | None
    letter: LetterState


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of one person. Times are in UTC; lists hold the latest `MOST`."""

    id: UUID
    name: str
    zone: ZoneInfo
    facts: dict[str, Any]
    topics: dict[str, str]
    tempo: str
    unanswered: int
    letters_in_30_days: int
    room_at: datetime | None
    """When one more letter fits into the budget; the present instant when it does at once; None where nothing goes."""
    no: str | None
    """What speaks against every letter."""
    ways: tuple[Way, ...]
    letters: tuple[Had, ...]
    now: str


def show_person(parts: Parts, said: str) -> Person:
    """Everything a colleague may want to know before they call. Raises `NotFound`."""
    at = parts.now()
    with parts.database.read() as session:
        person = find_candidate(session, parts, said)
        now = read_now(session, parts, person)
        facts = _facts(session, person, now)
        ways = _ways(session, person.id)
        letters = _letters(session, person.id)
    history = now.standing.history
    no = now.standing.suppressed
    return Person(
        id=person.id,
        name=name_of(person),
        zone=now.standing.place.zone,
        facts=facts,
        topics=_topics(now) if no is None else {"all of them": "no"},
        tempo=now.tempo.level.value,
        unanswered=now.tempo.unanswered,
        letters_in_30_days=sum(1 for letter in history if (at - letter.sent_at).days < 30),
        room_at=room_at(history, now.tempo.factor, at, now.standing.wish) if no is None else None,
        no=no.sentence if no else None,
        ways=ways,
        letters=letters,
        now=now_line(now, at),
    )


def _facts(session: Session, person: Candidate, now: Now) -> dict[str, Any]:
    """What upstream said, and what they chose, by the words a colleague uses."""
    refs = select(UpstreamRef).where(UpstreamRef.candidate_id == person.id).limit(MOST)
    jobs = select(Application).where(Application.candidate_id == person.id).order_by(Application.status_at.desc()).limit(MOST)
    placed = select(Placement).where(Placement.candidate_id == person.id).order_by(Placement.as_of.desc()).limit(MOST)
    recruiter = person.recruiter or {}
    return {
        "address": person.address,
        "known as": [f"{ref.source}:{ref.upstream_id}" for ref in session.scalars(refs)],
        "language": person.wish_locale or person.locale,
        "time zone": now.standing.place.zone.key,
        "country": now.standing.place.country,
        "skills": list(person.skills),
        "recruiter": " ".join(filter(None, (recruiter.get("name"), f"<{recruiter.get('email')}>" if recruiter else None)))
        or None,
        "applications": [_application(row) for row in session.scalars(jobs)],
        "placements": [_placement(row) for row in session.scalars(placed)],
        "may be mailed, says upstream": person.may_be_mailed,
        "tracking": person.tracking,
        "at most in 30 days": person.wish_per_30_days,
        "days between letters": person.wish_days_between,
        "joined the network": person.joined_at,
        "paused until": person.paused_until,
        "known since": person.created_at,
    }


def _application(row: Application) -> str:
    stage = f" at {row.stage}" if row.stage else ""
    return f"{row.job_title or row.job_id or row.upstream_id}: {row.status}{stage}"


def _placement(row: Placement) -> str:
    ended = f", ended {row.end_date}" if row.end_date else "" if row.active else ", over"
    return f"{row.job_title or 'a job'} from {row.start_date or 'a date unknown'}{ended}"


def _topics(now: Now) -> dict[str, str]:
    """Their own word on each topic; where they said nothing, what that means."""
    standing, words = now.standing, {}
    for topic in Topic:
        silence = "no (needs their own yes)" if topic.needs_opt_in else "yes (said nothing)"
        silence = "no (their yes has lapsed)" if topic in standing.lapsed else silence
        words[topic.value] = "no" if topic in standing.topics_off else "yes" if topic in standing.joined else silence
    return words


def _ways(session: Session, candidate_id: UUID) -> tuple[Way, ...]:
    query = select(Enrollment).where(Enrollment.candidate_id == candidate_id)
    rows = session.scalars(query.order_by(Enrollment.state, Enrollment.started_at.desc()).limit(MOST))
    return tuple(
        Way(
            row.campaign,
            row.state,
            row.step,
            row.occurrence,
            row.started_at,
            row.due_at,
            row.ended_at,
            sentence_of(row.reason),
        )
        for row in rows
    )


def _letters(session: Session, candidate_id: UUID) -> tuple[Had, ...]:
    query = select(Message).where(
        Message.candidate_id == candidate_id, Message.sending_at.is_not(None), Message.kind != "service"
    )
    rows = session.scalars(query.order_by(Message.sending_at.desc()).limit(MOST))
    return tuple(Had(row.campaign, row.step, row.kind, row.locale, row.sending_at, letter_state(row)) for row in rows)
