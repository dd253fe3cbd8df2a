"""Due: the clock's look at what is to be done. It leases what is due, and sweeps up what a lost hint left behind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, exists, literal, or_, select, update
from sqlalchemy.orm import Session

from worker.engine.doubt import doubt_abandoned, is_abandoned
from worker.engine.fan_out import fan_out_is_due, lease_fan_outs
from worker.engine.handoff_reminders import lease_reminders
from worker.engine.newsletter_due import lease_issues, newsletter_is_due
from worker.engine.outbound import lease_outbound, outbound_is_due
from worker.engine.parts import Parts
from worker.engine.service_mail import lease_service
from worker.store.models.enrollment import Enrollment
from worker.store.models.fan_out import FanOut
from worker.store.models.handoff import Handoff
from worker.store.models.inbox import InboxEvent, Reaction
from worker.store.models.message import Message, service_is_due
from worker.store.models.outbound import OutboundDelivery
from worker.store.models.signal import Hook


def lease_due(session: Session, parts: Parts, lease: str, limit: int) -> Sequence[UUID]:
    """Lease up to `limit` enrollments that are due, most urgent first. Touches due rows only, by an index.

    A lease moves `wake_at` to its end: when its holder dies, the row is simply due again, and the fence (`lease`)
    keeps a holder that was only slow from sending.
    """
    now = parts.now()
    until = now + timedelta(seconds=parts.policy.lease_seconds)
    due = (
        select(Enrollment.id)
        .where(Enrollment.state == "active", Enrollment.wake_at <= now)
        .order_by(Enrollment.wake_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    ids = session.scalars(due).all()
    if ids:
        session.execute(update(Enrollment).where(Enrollment.id.in_(ids)).values(wake_at=until, lease=lease))
    return ids


def dispatch(parts: Parts) -> int:
    """Lease a batch of each kind that is due: letters, mail, reminders, word upstream, newsletters. Hand over. Returns how many.

    Touches that are to be judged need no lease: judging them twice is the same as once.
    """
    lease = parts.new_id().hex
    now = parts.now()
    until = now + timedelta(seconds=parts.policy.lease_seconds)
    with parts.database.read() as session:
        anything, touches = session.execute(select(_is_due(parts), exists().where(Message.judge_at <= now))).one()
    if touches:
        parts.hints.send("judge")
    if not anything:
        return 0
    with parts.database.write() as session:
        ids = lease_due(session, parts, lease, parts.policy.batch_size)
        walks = lease_fan_outs(session, now, until, lease, parts.policy.batch_size)
        mails = lease_service(session, now, until, lease, parts.policy.batch_size)
        reminders = lease_reminders(session, now, until, lease, parts.policy.batch_size)
        told = lease_outbound(session, now, until, lease, parts.policy.batch_size) if parts.outbound else []
        issues = lease_issues(session, now)
    if ids:
        parts.hints.send("deliver", [str(one) for one in ids], lease)
    if walks:
        parts.hints.send("fan_out", [str(one) for one in walks], lease)
    if mails:
        parts.hints.send("post", [str(one) for one in mails], lease)
    if reminders:
        parts.hints.send("remind", [str(one) for one in reminders], lease)
    if told:
        parts.hints.send("tell_upstream", list(told), lease)
    for slug in issues:
        parts.hints.send("newsletter", slug)
    return len(ids) + len(walks) + len(mails) + len(reminders) + len(told) + len(issues)


def _is_due(parts: Parts) -> ColumnElement[bool]:
    now = parts.now()
    letters = exists(select(literal(1)).where(Enrollment.state == "active", Enrollment.wake_at <= now))
    mails = exists(select(literal(1)).select_from(Message).where(service_is_due(now)))
    reminders = exists(select(literal(1)).select_from(Handoff).where(Handoff.remind_at <= now))
    walks = exists(select(literal(1)).select_from(FanOut).where(fan_out_is_due(now)))
    if not parts.outbound:
        return or_(letters, walks, mails, reminders, newsletter_is_due(now))
    word = exists(select(literal(1)).select_from(OutboundDelivery).where(outbound_is_due(now)))
    return or_(letters, walks, mails, reminders, newsletter_is_due(now), word)


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
