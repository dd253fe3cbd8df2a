"""Telling upstream: leased deliveries, handed to their targets one by one, until each was taken or is given up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import delete, exists, literal_column, select, update
from sqlalchemy.orm import Session

from schemas.told import Told
from worker.delivery.outbound_target import NotTaken
from worker.engine.alarm import raise_alarm
from worker.engine.parts import Parts
from worker.rules.backoff import retry_at
from worker.store.models.outbound import OutboundDelivery, OutboundEvent

_log = structlog.get_logger(__name__)
_NO_LONGER_CONFIGURED = NotTaken("no longer among the targets", is_away=False)


@dataclass(frozen=True, slots=True)
class _Held:
    seq: int
    target: str
    event_id: str
    body: bytes


def tell_upstream(parts: Parts, seqs: Sequence[int], lease: str) -> int:
    """Deliver what is leased; returns how many were taken. At least once: the event's id is the same each time.

    A target that is away is left alone for the rest of the batch, so that one that is down costs one time-out.
    """
    taken, away = 0, dict[str, NotTaken]()
    for seq in seqs:
        with parts.database.write() as session:
            held = _hold(session, parts, seq, lease)
        if held is None:
            continue
        target = parts.outbound.get(held.target)
        if target is None:
            why: NotTaken | None = _NO_LONGER_CONFIGURED
        else:
            why = away.get(held.target) or target.take(held.event_id, held.body, parts.now())
        if why is None:
            with parts.database.write() as session:
                _delivered(session, parts, held)
            taken += 1
            continue
        if why.is_away:
            away[held.target] = why
        with parts.database.write() as session:
            _not_taken(session, parts, held, lease, why)
    return taken


def _hold(session: Session, parts: Parts, seq: int, lease: str) -> _Held | None:
    """Make sure that it is still ours, and that the call has a lease's time to itself."""
    until = parts.now() + timedelta(seconds=parts.policy.lease_seconds)
    ours = OutboundDelivery.seq == seq, OutboundDelivery.lease == lease, OutboundDelivery.state == "waiting"
    held = (
        update(OutboundDelivery).where(*ours).values(wake_at=until).returning(OutboundDelivery.event_id, OutboundDelivery.target)
    )
    row = session.execute(held).one_or_none()
    if row is None:
        return None
    body = session.scalars(select(OutboundEvent.body).where(OutboundEvent.id == row.event_id)).one()
    return _Held(seq, row.target, str(row.event_id), body.encode())


def _delivered(session: Session, parts: Parts, held: _Held) -> None:
    """It was taken: true whoever holds the lease by now. Word of an erasure is forgotten once everybody has it."""
    row = session.scalars(select(OutboundDelivery).where(OutboundDelivery.seq == held.seq).with_for_update()).one_or_none()
    if row is None:
        return
    row.state, row.delivered_at, row.lease, row.error = "delivered", parts.now(), None, None
    row.attempts += 1
    session.flush()
    _move_followers(session, row, parts.now())
    left = exists().where(OutboundDelivery.event_id == row.event_id, OutboundDelivery.state != "delivered")
    erasure = OutboundEvent.id == row.event_id, OutboundEvent.type == Told.ERASURE_REQUESTED.value
    session.execute(delete(OutboundEvent).where(*erasure, ~left))
    _log.info("upstream was told", event_id=held.event_id, target=held.target)


def _not_taken(session: Session, parts: Parts, held: _Held, lease: str, why: NotTaken) -> None:
    """Due again with back-off, and given up after three days, or at once when the target is gone."""
    ours = OutboundDelivery.seq == held.seq, OutboundDelivery.lease == lease, OutboundDelivery.state == "waiting"
    row = session.scalars(select(OutboundDelivery).where(*ours).with_for_update()).one_or_none()
    if row is None:
        return
    now = parts.now()
    row.attempts += 1
    row.error, row.lease = why.why, None
    row.wake_at = retry_at(row.attempts, now, f"{held.event_id}/{held.target}")
    _log.warning("upstream was not told", event_id=held.event_id, target=held.target, error=why.why, attempts=row.attempts)
    if why is _NO_LONGER_CONFIGURED:
        row.state = "dead"
    elif now >= row.give_up_at:
        row.state = "dead"
        raise_alarm(
            session,
            parts,
            f"outbound_dead/{held.target}",
            title="Word to an upstream system could not be delivered",
            detail=f"{held.target}: {why.why}; given up after three days",
            remedy="See to the receiver, then: rapport outbound replay --all",
        )
    session.flush()
    _move_followers(session, row, row.wake_at if row.state == "waiting" else now)


def _move_followers(session: Session, row: OutboundDelivery, at: datetime) -> None:
    """What the target is to hear of the same person after this is due when its turn may come, and looked at no sooner."""
    behind = (
        OutboundDelivery.candidate_id == row.candidate_id,
        OutboundDelivery.target == row.target,
        OutboundDelivery.state == literal_column("'waiting'"),
        OutboundDelivery.seq > row.seq,
    )
    session.execute(update(OutboundDelivery).where(*behind).values(wake_at=at))
