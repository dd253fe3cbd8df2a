"""The log of what upstream was told, and telling it again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.orm import Session

from worker.engine.lookup import NotFound, by_prefix
from worker.engine.outbound import GIVE_UP_AFTER
from worker.engine.parts import Parts
from worker.store.insert import insert_new
from worker.store.models.outbound import OutboundDelivery, OutboundEvent

MOST = 50


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one target, or there. Times are in UTC."""

    id: UUID
    """The event's."""
    type: str
    at: datetime
    target: str
    state: str
    attempts: int
    next_try_at: datetime | None
    delivered_at: datetime | None
    error: str | None


def list_outbound(session: Session, limit: int = MOST) -> tuple[list[Delivery], int]:
    """What was told, the latest first, at most `limit`; and how many deliveries there are in all."""
    query = select(OutboundDelivery, OutboundEvent).join(OutboundEvent, OutboundEvent.id == OutboundDelivery.event_id)
    rows = session.execute(query.order_by(OutboundDelivery.seq.desc()).limit(limit))
    found = [
        Delivery(
            id=event.id,
            type=event.type,
            at=event.at,
            target=row.target,
            state=row.state,
            attempts=row.attempts,
            next_try_at=row.wake_at if row.state == "waiting" else None,
            delivered_at=row.delivered_at,
            error=row.error,
        )
        for row, event in rows
    ]
    return found, session.scalar(select(func.count()).select_from(OutboundDelivery)) or 0


def replay(parts: Parts, said: str) -> int:
    """Tell one event again, to every target there is now, whatever came of it before. Returns to how many.

    `said` is its id, or the beginning of it. Raises `NotFound`.
    """
    with parts.database.write() as session:
        event = by_prefix(session, OutboundEvent, said)
        if event is None:
            raise NotFound(f"Nothing was told under {said!r}. `rapport outbound` lists what was.")
        if not parts.outbound:
            raise NotFound("There is no target to tell it to: set RAPPORT_OUTBOUND_URLS or RAPPORT_OUTBOUND_STREAM.")
        about = session.scalars(select(OutboundDelivery.candidate_id).where(OutboundDelivery.event_id == event.id).limit(1)).one()
        now = parts.now()
        common = {"event_id": event.id, "candidate_id": about, "state": "waiting", "wake_at": now, "attempts": 0}
        rows = [common | {"target": target, "give_up_at": now + GIVE_UP_AFTER} for target in parts.outbound]
        insert_new(session, OutboundDelivery, rows)
        _again(session, parts, OutboundDelivery.event_id == event.id, OutboundDelivery.target.in_(parts.outbound))
    return len(rows)


def replay_dead(parts: Parts) -> int:
    """Tell again all that was given up, to the targets there are now. Returns how many deliveries."""
    with parts.database.write() as session:
        return len(_again(session, parts, OutboundDelivery.state == "dead", OutboundDelivery.target.in_(parts.outbound)))


def _again(session: Session, parts: Parts, *which: ColumnElement[bool]) -> Sequence[int]:
    now = parts.now()
    anew = {"state": "waiting", "wake_at": now, "give_up_at": now + GIVE_UP_AFTER, "attempts": 0}
    cleared = {"lease": None, "delivered_at": None, "error": None}
    return session.scalars(update(OutboundDelivery).where(*which).values(**anew, **cleared).returning(OutboundDelivery.seq)).all()
