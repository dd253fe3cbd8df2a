"""Record: fold new events of the inbox into what is known of people, applications, placements and jobs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

import structlog
from sqlalchemy import literal_column, select, text, update
from sqlalchemy.orm import Session

from schemas.event import Event, event_types
from schemas.events.candidate_erased import CandidateErased
from schemas.snapshot import STORED
from worker.engine import fold_candidate, fold_community, fold_job
from worker.engine.alarm import raise_alarm
from worker.engine.parts import Parts
from worker.engine.people import People
from worker.engine.wake import anything_waits, wake_waiting
from worker.store.insert import insert_new
from worker.store.many import is_postgresql
from worker.store.models.inbox import InboxEvent, Reaction

_log = structlog.get_logger(__name__)
_MOST_ATTEMPTS = 5
_BE_THE_ONE = text("SELECT pg_try_advisory_xact_lock(7277679)")
"""Events are folded by one worker at a time, so that nobody makes a person twice."""


class _New(NamedTuple):
    """An event of the inbox that is to be recorded."""

    seq: int
    type: str
    body: str


def stored_event(type_name: str, body: str) -> Event:
    """An event as it lies in the inbox. Raises KeyError for a type that this code no longer has."""
    return event_types_cached()[type_name].model_validate_json(body, context=STORED)


def event_types_cached() -> dict[str, type[Event]]:
    """The event types, found once."""
    if not _types:
        _types.update(event_types())
    return _types


_types: dict[str, type[Event]] = {}


def _subscribers(parts: Parts) -> dict[str, list[str]]:
    wanted: dict[str, list[str]] = {}
    for campaign in parts.campaigns.values():
        for event_type in campaign.event_types:
            wanted.setdefault(event_type, []).append(campaign.name)
    return wanted


def _take(session: Session, limit: int, only: int | None) -> Sequence[_New]:
    if is_postgresql(session) and not session.connection().scalar(_BE_THE_ONE):
        return []
    query = select(InboxEvent.seq, InboxEvent.type, InboxEvent.body).order_by(InboxEvent.seq).limit(limit)
    # The state is written out, as in the index of what is new: a bound value would not match it.
    query = query.where(InboxEvent.state == literal_column("'new'"))
    if only is not None:
        query = query.where(InboxEvent.seq == only)
    return [_New(*row) for row in session.execute(query)]


def _fold(session: Session, parts: Parts, rows: Sequence[_New]) -> set[str]:
    """Fold a batch in the order things happened, and note which campaigns have to react. Returns their names."""
    now = parts.now()
    parsed = [(stored_event(row.type, row.body), row.seq) for row in rows]
    events = sorted(parsed, key=lambda pair: (pair[0].time, pair[1]))
    people = People(session, parts, now)
    people.load([event for event, _ in events])
    subscribers = _subscribers(parts)
    reactions: list[dict[str, Any]] = []
    about: set[UUID] = set()
    for event, seq in events:
        if event.type.startswith(("job.", "community.")):
            fold_job.fold(session, event)
            fold_community.fold(session, event)
            people.note(seq, None)
        else:
            candidate = fold_candidate.fold(people, event)
            people.note(seq, candidate)
            if isinstance(event, CandidateErased):  # it names whom to forget
                session.execute(update(InboxEvent).where(InboxEvent.seq == seq).values(body="{}", body_hash=""))
            if candidate is None:
                continue
            about.add(candidate.id)
        names = subscribers.get(event.type, ())
        reactions.extend({"campaign": name, "inbox_seq": seq, "attempts": 0} for name in names)
    people.finish()
    if about and anything_waits(parts.campaigns.values()):
        wake_waiting(session, about, now)
    insert_new(session, Reaction, reactions)
    return {reaction["campaign"] for reaction in reactions}


def record(parts: Parts, limit: int | None = None) -> int:
    """Record one batch of new events; returns how many. Ask again while it returns any.

    1. Be the only recorder, then take up to `limit` new rows, in order of arrival. Whoever finds somebody else at it
       leaves at once; who recorded something looks once more, since more may have come meanwhile.
    2. Fold them in the order they happened; what happened earlier never overwrites what a later one said.
    3. Mark them recorded and note each campaign that has to react, in the same transaction.
    4. If the batch fails, record its events one by one, so that one bad event holds up no other: the one that fails
       is tried again, and after five times set aside as stuck, with an alarm.
    """
    limit = limit or parts.policy.batch_size
    try:
        with parts.database.write() as session:
            rows = _take(session, limit, None)
            names = _fold(session, parts, rows) if rows else set()
    except Exception:  # noqa: BLE001 - one that fails must hold up no other
        _log.exception("recording a batch failed; trying its events one by one")
        return _record_singly(parts, limit)
    for name in sorted(names):
        parts.hints.send(f"campaign.{name}")
    if rows:
        parts.hints.send("record")
    return len(rows)


def _record_singly(parts: Parts, limit: int) -> int:
    with parts.database.read() as session:
        query = select(InboxEvent.seq).where(InboxEvent.state == "new").order_by(InboxEvent.seq).limit(limit)
        seqs = session.scalars(query).all()
    for seq in seqs:
        try:
            with parts.database.write() as session:
                rows = _take(session, 1, seq)
                names = _fold(session, parts, rows) if rows else set()
        except Exception as error:  # noqa: BLE001 - kept with the row
            _set_aside(parts, seq, error)
            continue
        for name in sorted(names):
            parts.hints.send(f"campaign.{name}")
    return len(seqs)


def _set_aside(parts: Parts, seq: int, error: Exception) -> None:
    _log.error("event could not be recorded", inbox_seq=seq, error=type(error).__name__)
    with parts.database.write() as session:
        row = session.get(InboxEvent, seq)
        if row is None or row.state != "new":
            return
        row.attempts += 1
        row.error = f"{type(error).__name__}: {error}"[:500]
        if row.attempts >= _MOST_ATTEMPTS:
            row.state = "stuck"
            raise_alarm(
                session,
                parts,
                "event stuck",
                title="An event could not be recorded and was set aside",
                detail=f"event number {seq}: {type(error).__name__}",
                remedy="`rapport events dead` shows it with its error; once mended, `rapport events replay` takes it in again.",
            )
