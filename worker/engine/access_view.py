"""What is held about a person, for the person: to read, and whole, as data to take along."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from worker.engine.consent_view import ConsentWord, read_record
from worker.engine.letter_reader import language_of
from worker.engine.parts import Parts
from worker.store.base import Base
from worker.store.models.candidate import Application, Candidate, Placement, UpstreamRef
from worker.store.models.message import Message
from worker.store.models.signal import Reply

_OURS = frozenset({"lease", "wake_at", "judge_at", "attempts", "payload", "hook_seq", "body_hash", "candidate_id", "meaning_key"})
"""Columns that say something about our work, not about the person; `payload` repeats links."""


@dataclass(frozen=True, slots=True)
class HeldLetter:
    """A letter they had."""

    at: datetime
    subject: str


@dataclass(frozen=True, slots=True)
class HeldReply:
    """What they wrote to us."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """What a page shows, and all of it as data."""

    locale: str | None
    facts: tuple[tuple[str, str], ...]
    """By the names that the page has words for; only what is known."""
    consents: tuple[ConsentWord, ...]
    letters: tuple[HeldLetter, ...]
    replies: tuple[HeldReply, ...]
    everything: dict[str, list[dict[str, Any]]]
    """Each table that holds something of them, with its rows: found by its column, so that none can be left out."""


def read_held(session: Session, parts: Parts, person: Candidate, letter: Message) -> Held:
    """All that is held about this person."""
    had = select(Message).where(Message.candidate_id == person.id, Message.sending_at.is_not(None), Message.kind != "service")
    wrote = select(Reply).where(Reply.candidate_id == person.id).order_by(Reply.at)
    locale = language_of(person, letter)
    return Held(
        locale=locale,
        facts=tuple((name, said) for name, said in _facts(session, person) if said),
        consents=read_record(session, parts, person, locale or parts.policy.default_locale),
        letters=tuple(
            HeldLetter(one.sending_at, one.subject or one.step.replace("_", " "))
            for one in session.scalars(had.order_by(Message.sending_at))
            if one.sending_at is not None
        ),
        replies=tuple(HeldReply(one.at, one.new_text) for one in session.scalars(wrote)),
        everything=_everything(session, person.id),
    )


def _facts(session: Session, person: Candidate) -> list[tuple[str, str]]:
    refs = session.scalars(select(UpstreamRef).where(UpstreamRef.candidate_id == person.id))
    jobs = session.scalars(select(Application).where(Application.candidate_id == person.id))
    placed = session.scalars(select(Placement).where(Placement.candidate_id == person.id))
    return [
        ("name", " ".join(filter(None, (person.first_name, person.last_name)))),
        ("address", person.address or ""),
        ("language", person.wish_locale or person.locale or ""),
        ("place", ", ".join(filter(None, (person.country, person.region, person.zone)))),
        ("skills", ", ".join(person.skills)),
        ("tags", ", ".join(person.tags or ())),
        ("wishes", ", ".join(_wished(person.wishes or {}))),
        ("recruiter", (person.recruiter or {}).get("name", "")),
        ("applications", "; ".join(" · ".join(filter(None, (job.job_title, job.stage, job.status))) for job in jobs)),
        ("placements", "; ".join(" · ".join(filter(None, (one.job_title, _day(one.start_date)))) for one in placed)),
        ("known_as", ", ".join(f"{ref.source}: {ref.upstream_id}" for ref in refs)),
    ]


def _wished(wishes: Mapping[str, Any]) -> list[str]:
    """Roles, places and seniority as they were told; whether from anywhere is among the data to take along."""
    return [*wishes.get("roles", ()), *wishes.get("places", ()), *filter(None, [wishes.get("seniority")])]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _everything(session: Session, person_id: UUID) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for mapper in sorted(Base.registry.mappers, key=lambda one: one.class_.__name__):
        table = cast(Table, mapper.local_table)
        owner = table.c.id if table.name == Candidate.__tablename__ else table.c.get("candidate_id")
        if owner is None:
            continue
        shown = [column for column in table.c if column.name not in _OURS]
        rows = session.execute(select(*shown).where(owner == person_id).order_by(*table.primary_key)).mappings()
        plain = [{name: _plain(value) for name, value in row.items() if value is not None} for row in rows]
        if plain:
            found[table.name] = plain
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    return value
