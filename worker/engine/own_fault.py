"""Letters that come back for a reason on our side: an alarm, and in numbers a pause of the sending domain."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from worker.engine.alarm import raise_alarm
from worker.engine.hold import EVERYTHING, put_on_hold
from worker.engine.parts import Parts
from worker.rules.own_fault import ONE_IN, WINDOW, must_pause
from worker.rules.signal_kind import SignalKind
from worker.store.models.message import Message
from worker.store.models.operation import Alarm
from worker.store.models.signal import Signal

PAUSED = "sending_domain_paused"
BY = "Rapport, as too many letters came back for a reason on our side"


def note_own_fault(session: Session, parts: Parts, said: str | None) -> None:
    """Tell the team; in numbers, put all sending on hold until somebody has mended it and says `rapport resume`.

    The address is never blamed. What was sent before an earlier such pause does not bring on another.
    """
    raise_alarm(
        session,
        parts,
        "bounced_ours",
        title="Letters come back for a reason on our side",
        detail=said or "no reason given",
        remedy="Check SPF, DKIM and DMARC of the sending domain, and what the letter says; the address is not blamed.",
    )
    own_fault, delivered = _lately(session, parts.now())
    if not must_pause(own_fault, delivered) or not put_on_hold(session, EVERYTHING, BY, parts.now()):
        return
    raise_alarm(
        session,
        parts,
        PAUSED,
        title=f"Sending from {parts.policy.sending_domain} is paused",
        detail=f"{own_fault} letters came back within a day for a reason on our side; the last: {said or 'no reason given'}",
        remedy="Nothing is lost, what comes due waits. Check SPF, DKIM and DMARC (`rapport doctor`), then: rapport resume",
    )


def _lately(session: Session, now: datetime) -> tuple[int, int]:
    """How many letters came back so, and how many arrived (no more than make a difference)."""
    since = now - WINDOW
    bounced = (
        select(func.count(Signal.message_id.distinct()))
        .join(Message, Message.id == Signal.message_id)
        .where(Signal.kind == SignalKind.BOUNCED_OURS.value, Signal.at > since)
    )
    paused_at = session.scalar(select(Alarm.last_at).where(Alarm.key == PAUSED))
    if paused_at is not None:
        bounced = bounced.where(Message.sending_at > paused_at)
    own_fault = session.scalar(bounced) or 0
    arrived = select(Signal.seq).where(Signal.kind == SignalKind.DELIVERED.value, Signal.at > since)
    enough = arrived.limit(own_fault * ONE_IN).subquery()
    return own_fault, session.scalar(select(func.count()).select_from(enough)) or 0
