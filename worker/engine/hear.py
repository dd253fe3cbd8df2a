"""Hear: work what providers posted, stored raw before it was answered, into signals."""

from __future__ import annotations

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.alarm import raise_alarm
from worker.engine.hear_events import hear_events
from worker.engine.hear_mail import hear_mail
from worker.engine.parts import Parts
from worker.store.models.signal import Hook

_log = structlog.get_logger(__name__)
_HOOKS_AT_ONCE = 20
_MOST_ATTEMPTS = 5
EVENTS, INBOUND = "sendgrid_events", "inbound"


def store_hook(parts: Parts, kind: str, content_type: str, body: bytes) -> None:
    """Store a provider's call as it came; whoever called may be answered once this returns. Raises what the database raises."""
    with parts.database.write() as session:
        session.add(Hook(kind=kind, received_at=parts.now(), content_type=content_type, body=body, state="new", attempts=0))
    parts.hints.send("hear")


def hear(parts: Parts, limit: int = _HOOKS_AT_ONCE) -> int:
    """Work a batch of stored calls, each in a transaction of its own. Returns how many were worked.

    One that cannot be worked is tried five times and then set aside as bad, whole, with its error; it holds up no other.
    """
    with parts.database.read() as session:
        seqs = session.scalars(select(Hook.seq).where(Hook.state == "new").order_by(Hook.seq).limit(limit)).all()
    worked = sum(_work(parts, seq) for seq in seqs)
    if len(seqs) == limit:
        parts.hints.send("hear")
    return worked


def _work(parts: Parts, seq: int) -> bool:
    try:
        with parts.database.write() as session:
            hook = _take(session, seq)
            if hook is None:
                return False
            if hook.kind == EVENTS:
                hear_events(session, parts, hook)
            else:
                hear_mail(session, parts, hook)
            hook.state = "done"
    except Exception as error:  # noqa: BLE001 - one that fails must hold up no other
        _log.exception("a hook could not be worked", hook_seq=seq)
        _failed(parts, seq, error)
        return False
    return True


def _take(session: Session, seq: int) -> Hook | None:
    query = select(Hook).where(Hook.seq == seq, Hook.state == "new").with_for_update(skip_locked=True)
    return session.scalars(query).one_or_none()


def _failed(parts: Parts, seq: int, error: Exception) -> None:
    with parts.database.write() as session:
        hook = _take(session, seq)
        if hook is None:
            return
        hook.attempts += 1
        hook.error = f"{type(error).__name__}: {error}"[:500]
        if hook.attempts >= _MOST_ATTEMPTS:
            hook.state = "bad"
            raise_alarm(
                session,
                parts,
                "hook bad",
                title="A provider's call could not be worked and was set aside",
                detail=f"call number {seq} ({hook.kind}): {type(error).__name__}",
                remedy="It is kept whole, with its error, in the table `hook`; the workers' log has the rest.",
            )
