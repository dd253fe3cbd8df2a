"""Outbound: what upstream is told, written down with the thing it tells of, and leased to be delivered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import orjson
from sqlalchemy import ColumnElement, and_, exists, func, literal_column, select, update
from sqlalchemy.orm import Session, aliased

from campaigns.vocabulary import Topic
from schemas.told import Told
from worker.engine.parts import Parts
from worker.store.insert import insert_new
from worker.store.models.candidate import UpstreamRef
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message
from worker.store.models.outbound import OutboundDelivery, OutboundEvent

GIVE_UP_AFTER = timedelta(days=3)


def tell(
    session: Session,
    parts: Parts,
    told: Told,
    candidate_id: UUID,
    *,
    key: str,
    reason: str | None = None,
    message_id: UUID | None = None,
    enrollment: Enrollment | None = None,
    handoff_id: UUID | None = None,
    topic: Topic | None = None,
    wanted: bool | None = None,
) -> None:
    """Write down, inside the caller's transaction, that upstream is to be told; once for each `key`. Without a target, nothing.

    What is told holds upstream's own ids of the person, and opaque ids of ours; no name, no address, none of their words.
    The caller has flushed the person's upstream ids, and holds the person's row.
    """
    if not parts.outbound:
        return
    now = parts.now()
    event_id = uuid5(NAMESPACE_URL, f"rapport:outbound/{told.value}/{key}")
    data = {
        "refs": _refs(session, candidate_id),
        **_letter(session, message_id, enrollment),
        "handoff_id": str(handoff_id) if handoff_id else None,
        "reason": reason,
        "topic": topic,
        "wanted": wanted,
    }
    row = {"id": event_id, "type": told.value, "at": now, "body": _document(parts, event_id, told, data)}
    if insert_new(session, OutboundEvent, [row], "id"):
        _address(session, parts, event_id, candidate_id, now)


def _address(session: Session, parts: Parts, event_id: UUID, candidate_id: UUID, now: datetime) -> None:
    """One delivery a target, behind what the target is still to hear of the same person."""
    turns = _turns(session, candidate_id)
    common = {"event_id": event_id, "candidate_id": candidate_id, "state": "waiting", "attempts": 0}
    rows = [
        common | {"target": target, "wake_at": max(now, turns.get(target, now)), "give_up_at": now + GIVE_UP_AFTER}
        for target in parts.outbound
    ]
    insert_new(session, OutboundDelivery, rows)


def _document(parts: Parts, event_id: UUID, told: Told, data: dict[str, Any]) -> str:
    """A CloudEvent, as JSON."""
    document = {
        "specversion": "1.0",
        "id": str(event_id),
        "source": parts.policy.base_url,
        "type": told.value,
        "time": parts.now().isoformat(),
        "datacontenttype": "application/json",
        "data": {name: value for name, value in data.items() if value is not None},
    }
    return orjson.dumps(document).decode()


def _turns(session: Session, candidate_id: UUID) -> dict[str, datetime]:
    """When each target is next told of this person; what is new waits behind that, and is woken when it is done."""
    waiting = OutboundDelivery.candidate_id == candidate_id, OutboundDelivery.state == literal_column("'waiting'")
    turns = select(OutboundDelivery.target, func.max(OutboundDelivery.wake_at).label("at")).where(*waiting)
    return {row.target: row.at for row in session.execute(turns.group_by(OutboundDelivery.target))}


def _refs(session: Session, candidate_id: UUID) -> list[dict[str, str]]:
    query = select(UpstreamRef).where(UpstreamRef.candidate_id == candidate_id)
    rows = session.scalars(query.order_by(UpstreamRef.source, UpstreamRef.upstream_id))
    return [{"source": row.source, "id": row.upstream_id} for row in rows]


def _letter(session: Session, message_id: UUID | None, enrollment: Enrollment | None) -> dict[str, Any]:
    """The letter it is about, by its opaque id; else the step a campaign stands at."""
    if message_id is not None:
        columns = select(Message.campaign, Message.step).where(Message.id == message_id, Message.kind != "service")
        found = session.execute(columns).one_or_none()
        if found is not None:
            return {"campaign": found.campaign, "step": found.step, "message_id": str(message_id)}
    if enrollment is not None:
        return {"campaign": enrollment.campaign, "step": enrollment.step}
    return {}


def outbound_is_due(now: datetime) -> ColumnElement[bool]:
    """What is to be delivered now. A target hears of a person in order: what was told of them before goes first.

    The state is written out as in its index: a bound value would not match a partial index.
    """
    earlier = aliased(OutboundDelivery)
    waits_its_turn = exists().where(
        earlier.candidate_id == OutboundDelivery.candidate_id,
        earlier.target == OutboundDelivery.target,
        earlier.state == literal_column("'waiting'"),
        earlier.seq < OutboundDelivery.seq,
    )
    return and_(OutboundDelivery.state == literal_column("'waiting'"), OutboundDelivery.wake_at <= now, ~waits_its_turn)


def lease_outbound(session: Session, now: datetime, until: datetime, lease: str, limit: int) -> Sequence[int]:
    """Take up to `limit` deliveries that are due, the earliest told first, and hold them until `until`."""
    order = OutboundDelivery.wake_at, OutboundDelivery.seq
    due = select(OutboundDelivery.seq).where(outbound_is_due(now)).order_by(*order).limit(limit).with_for_update(skip_locked=True)
    seqs = session.scalars(due).all()
    if seqs:
        session.execute(update(OutboundDelivery).where(OutboundDelivery.seq.in_(seqs)).values(wake_at=until, lease=lease))
    return seqs
