"""Channel: whether the transport may be used, as all workers see it: closed by a 401 or 403, the breaker, or the brake."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from worker.engine.alarm import raise_alarm
from worker.engine.answer_state import CHANNEL_PAUSE
from worker.engine.doubt import raise_doubt
from worker.engine.parts import Parts
from worker.rules.breaker import Breaker
from worker.rules.reasons import Reason
from worker.store.insert import insert_new
from worker.store.models.operation import Channel

_BREAKER = Breaker()
_KEPT = 20


@dataclass(frozen=True, slots=True)
class ChannelState:
    """Open, or closed until an instant, and why."""

    opens_at: datetime | None = None
    reason: Reason = Reason.BREAKER_OPEN


def read_channel(session: Session, parts: Parts) -> ChannelState:
    """The state of the transport in use."""
    row = session.get(Channel, parts.transport.name)
    if row is None or row.opens_at is None:
        return ChannelState()
    return ChannelState(row.opens_at, Reason(row.closed_reason or Reason.BREAKER_OPEN.value))


def note_answers(
    session: Session, parts: Parts, now: datetime, *, in_doubt: Sequence[str], down: str | None, clear: bool
) -> None:
    """Learn from what the provider answered: `in_doubt` reasons, `down` (refused altogether), `clear` (a plain yes or no)."""
    if not in_doubt and down is None:
        if clear:
            _note_clear(session, parts, now)
        return
    row = _hold(session, parts)
    if clear:
        row.clear_answer_at = now
    if down is not None:
        _close(row, Reason.CHANNEL_DOWN, now + CHANNEL_PAUSE)
        raise_alarm(
            session,
            parts,
            "channel_down",
            title=f"The mail provider ({parts.transport.name}) refuses us",
            detail=down,
            remedy="See `rapport doctor`: the API key and its scopes, or the mail server's login and certificate; and the "
            "account's standing. Sending goes on by itself once we are let in again.",
        )
    if in_doubt:
        row.in_doubt_at = [*row.in_doubt_at, *[now.isoformat()] * len(in_doubt)][-_KEPT:]
        opens = _BREAKER.opens([datetime.fromisoformat(at) for at in row.in_doubt_at], now, row.clear_answer_at)
        if opens is not None:
            _close(row, Reason.BREAKER_OPEN, opens)
        raise_doubt(session, parts, in_doubt)


def rest_until(session: Session, parts: Parts, until: datetime) -> None:
    """Send nothing for a while: other mail servers ask us to slow down."""
    _close(_hold(session, parts), Reason.SLOWED_DOWN, until)


def _close(row: Channel, reason: Reason, until: datetime) -> None:
    """What is closed for longer, whyever, stays so."""
    if row.opens_at is None or row.opens_at < until:
        row.closed_reason, row.opens_at = reason.value, until


def _hold(session: Session, parts: Parts) -> Channel:
    """The transport's row, made if there is none, and locked as it stands now."""
    session.flush()  # what was changed here already is not to be read over
    insert_new(session, Channel, [{"name": parts.transport.name, "in_doubt_at": []}])
    return session.get_one(Channel, parts.transport.name, with_for_update=True, populate_existing=True)


def _note_clear(session: Session, parts: Parts, now: datetime) -> None:
    """Only a channel that had trouble needs to remember that it is well again."""
    row = session.get(Channel, parts.transport.name)
    if row is not None and row.opens_at is not None:
        row = _hold(session, parts)
        row.clear_answer_at = now
        row.opens_at = row.opens_at if row.opens_at is not None and row.opens_at > now else None
