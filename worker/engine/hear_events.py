"""Hearing a provider's events: which letters and people they are about, and what is new in them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.parts import Parts
from worker.engine.people import address_key
from worker.engine.signals import take_to_heart
from worker.hearing.sendgrid_events import ProviderEvent, parse
from worker.rules.signal_kind import SignalKind
from worker.store.models.candidate import Candidate
from worker.store.models.message import Message
from worker.store.models.signal import Hook

_log = structlog.get_logger(__name__)
_LATELY = timedelta(days=10)


def hear_events(session: Session, parts: Parts, hook: Hook) -> None:
    """Store every event once, by its id and by its meaning, and let the new ones have their effect. Any order will do."""
    heard = parse(hook.body, hook.received_at)
    events = [event for event in heard if event.kind is not None]
    if len(events) < len(heard):
        strange = sorted({event.name for event in heard if event.kind is None})
        _log.warning("events of a kind we do not know", count=len(heard) - len(events), names=strange)
    ids = {event.message_id for event in events if event.message_id is not None}
    known = _known(session, ids)
    found = _by_address(session, parts, [event for event in events if event.message_id not in known])
    owners = known | _owners(session, found)
    rows: list[dict[str, Any]] = []
    ownerless = 0
    for event in events:
        message_id = event.message_id if event.message_id in known else found.get(event.meaning_key)
        if message_id is None:
            ownerless += 1
            continue
        rows.append(_row(event, message_id, owners.get(message_id), hook))
    take_to_heart(session, parts, rows)
    if ownerless:
        # Each letter is in the ledger before it leaves: these are of somebody erased, or of nobody of ours. Keep nothing.
        _log.info("signals about letters we do not have", count=ownerless, hook_seq=hook.seq)
        hook.body = b""


def _known(session: Session, ids: Iterable[UUID]) -> dict[UUID | None, UUID | None]:
    query = select(Message.id, Message.candidate_id).where(Message.id.in_(list(ids)))
    return {message_id: owner for message_id, owner in session.execute(query)}  # noqa: C416 - rows are no pairs to mypy


def _owners(session: Session, found: dict[str, UUID]) -> dict[UUID | None, UUID | None]:
    return _known(session, found.values()) if found else {}


def _by_address(session: Session, parts: Parts, events: Sequence[ProviderEvent]) -> dict[str, UUID]:
    """Bounces that arrive later lose our id: they are about the last letter to that address, if one went out lately."""
    lost = {
        event.meaning_key: address_key(event.address)
        for event in events
        if event.message_id is None and event.address and event.kind in (SignalKind.HARD_BOUNCED, SignalKind.SOFT_BOUNCED)
    }
    if not lost:
        return {}
    query = (
        select(Candidate.address_key, Message.id)
        .join(Message, Message.candidate_id == Candidate.id)
        .where(
            Candidate.address_key.in_(set(lost.values())),
            Message.kind != "service",
            Message.sending_at > parts.now() - _LATELY,
        )
        .order_by(Message.sending_at)
    )
    last: dict[str | None, UUID] = {key: message_id for key, message_id in session.execute(query)}  # noqa: C416 - the last one wins
    return {meaning: last[key] for meaning, key in lost.items() if key in last}


def _row(event: ProviderEvent, message_id: UUID | None, candidate_id: UUID | None, hook: Hook) -> dict[str, Any]:
    kind = event.kind
    assert kind is not None
    detail = {
        "user_agent": event.user_agent,
        "url": event.url,
        "machine_flag": event.machine_flag,
        "reason": event.reason,
        "status": event.status,
        "dropped_because": event.dropped_because.value if event.dropped_because else None,
    }
    return {
        "meaning_key": event.meaning_key,
        "message_id": message_id,
        "candidate_id": candidate_id,
        "hook_seq": hook.seq,
        "kind": kind.value,
        "at": event.at,
        "received_at": hook.received_at,
        "human": None,
        "detail": {name: value for name, value in detail.items() if value is not None},
    }
