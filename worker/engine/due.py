"""Due: the clock's look at what is to be done. It leases what is due, and sweeps up what a lost hint left behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, literal, literal_column, select, text, update
from sqlalchemy.orm import Session

from worker.engine.consent_due import consent_is_due
from worker.engine.doubt import doubt_abandoned, is_abandoned
from worker.engine.fan_out import fan_out_is_due, lease_fan_outs
from worker.engine.handoff_reminders import lease_reminders
from worker.engine.newsletter_due import lease_issues, newsletter_is_due
from worker.engine.outbound import lease_outbound, outbound_is_due
from worker.engine.parts import Parts
from worker.engine.service_mail import lease_service
from worker.store.base import UtcDateTime
from worker.store.earliest import earliest
from worker.store.insert import table_of
from worker.store.many import among, is_postgresql
from worker.store.models.enrollment import Enrollment
from worker.store.models.fan_out import FanOut
from worker.store.models.handoff import Handoff
from worker.store.models.inbox import InboxEvent, Reaction
from worker.store.models.message import Message, service_is_due
from worker.store.models.outbound import OutboundDelivery
from worker.store.models.signal import Hook

_PLANNED_ANEW = text("SET LOCAL plan_cache_mode = force_custom_plan")
"""A plan made while a table was empty reads it whole, at every look, until the table is analyzed."""


def lease_due(session: Session, parts: Parts, lease: str, limit: int) -> Sequence[UUID]:
    """Lease up to `limit` enrollments that are due, most urgent first. Touches due rows only, by an index.

    A lease moves `wake_at` to its end: when its holder dies, the row is simply due again, and the fence (`lease`)
    keeps a holder that was only slow from sending.
    """
    now = parts.now()
    until = now + timedelta(seconds=parts.policy.lease_seconds)
    due = (
        select(Enrollment.id)
        .where(Enrollment.state == literal_column("'active'"), Enrollment.wake_at <= now)
        .order_by(Enrollment.wake_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = session.scalars(due).all()
    if ids:
        table = table_of(Enrollment)
        leasing = update(table).where(among(session, table.c.id, ids)).values(wake_at=until, lease=lease)
        session.connection().execute(leasing)
    return ids


def dispatch(parts: Parts) -> int:
    """Lease a batch of each kind that is due: letters, mail, reminders, word upstream, newsletters. Hand over. Returns how many.

    Touches that are to be judged, and consent that runs out, need no lease: tending them twice is the same as once.
    """
    now = parts.now()
    with parts.database.read() as session:
        if is_postgresql(session):
            session.connection().execute(_PLANNED_ANEW)
        due = session.connection().execute(_what_is_due(), {"moment": now}).one()
    if due.touches:
        parts.hints.send("judge")
    if due.consent:
        parts.hints.send("tend_consent")
    if not any(due[2:]):
        return 0
    lease, limit = parts.new_id().hex, parts.policy.batch_size
    until = now + timedelta(seconds=parts.policy.lease_seconds)
    with parts.database.write() as session:
        leased: dict[str, Sequence[UUID | int]] = {
            "deliver": lease_due(session, parts, lease, limit) if due.letters else [],
            "fan_out": lease_fan_outs(session, now, until, lease, limit) if due.walks else [],
            "post": lease_service(session, now, until, lease, limit) if due.mails else [],
            "remind": lease_reminders(session, now, until, lease, limit) if due.reminders else [],
            "tell_upstream": lease_outbound(session, now, until, lease, limit) if due.word else [],
        }
        issues = lease_issues(session, now) if due.issues else []
    for actor, keys in leased.items():
        if keys:
            parts.hints.send(actor, [key if isinstance(key, int) else str(key) for key in keys], lease)
    for slug in issues:
        parts.hints.send("newsletter", slug)
    return sum(map(len, leased.values())) + len(issues)


@lru_cache(maxsize=1)
def _what_is_due() -> Select[bool, bool, bool, bool, bool, bool, bool, bool]:
    """One look at every kind: touches and consent first, then what is leased. Made once: it is asked many times a second."""
    moment: Any = bindparam("moment", type_=UtcDateTime())
    return select(
        (earliest(Message.judge_at) <= moment).label("touches"),
        consent_is_due(moment).label("consent"),
        (earliest(Enrollment.wake_at, Enrollment.state == literal_column("'active'")) <= moment).label("letters"),
        exists(select(literal(1)).select_from(FanOut).where(fan_out_is_due(moment))).label("walks"),
        exists(select(literal(1)).select_from(Message).where(service_is_due(moment))).label("mails"),
        (earliest(Handoff.remind_at) <= moment).label("reminders"),
        newsletter_is_due(moment).label("issues"),
        exists(select(literal(1)).select_from(OutboundDelivery).where(outbound_is_due(moment))).label("word"),
    )


def sweep(parts: Parts) -> int:
    """Hint again at whatever waits in the database for a worker: hints may be lost at any moment. Returns how many hints."""
    with parts.database.read() as session:
        new = session.scalar(select(exists().where(InboxEvent.state == "new")))
        ready = Reaction.not_before.is_(None) | (Reaction.not_before <= parts.now())
        campaigns = session.scalars(select(Reaction.campaign).where(ready).group_by(Reaction.campaign)).all()
        hooks = session.scalar(select(exists().where(Hook.state == "new")))
        abandoned = session.scalar(select(is_abandoned(parts)))
    if abandoned:
        doubt_abandoned(parts)
    hints = (["record"] if new else []) + [f"campaign.{name}" for name in campaigns] + (["hear"] if hooks else [])
    for hint in hints:
        parts.hints.send(hint)
    return len(hints)
