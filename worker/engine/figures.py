"""Figures: what an operator watches, read from the database in a handful of cheap queries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Executable, func, select
from sqlalchemy.orm import Session

from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff
from worker.store.models.inbox import DeadLetter, InboxEvent, Reaction
from worker.store.models.message import Message
from worker.store.models.operation import Alarm, Heartbeat
from worker.store.models.signal import Hook


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of this moment, and how long the most urgent letter has been waiting, in seconds."""

    messages: Mapping[str, int]
    """By state. The one count that looks at the whole ledger."""
    waiting: Mapping[str, int]
    """By what waits: events, reactions, hooks."""
    due_lag_seconds: float
    dead_letters: int
    alarms_open: int
    handoffs_open: int
    processes: Mapping[str, int]
    """Processes that live, by kind."""


def read_figures(session: Session, now: datetime, alive_since: datetime) -> Figures:
    """The figures at `now`; processes count as living when their heartbeat is not older than `alive_since`."""
    oldest = session.scalar(select(func.min(Enrollment.wake_at)).where(Enrollment.state == "active", Enrollment.wake_at <= now))
    return Figures(
        messages=_grouped(session, select(Message.state, func.count()).group_by(Message.state)),
        waiting={
            "events": _count(session, select(func.count()).where(InboxEvent.state == "new")),
            "reactions": _count(session, select(func.count()).select_from(Reaction)),
            "hooks": _count(session, select(func.count()).where(Hook.state == "new")),
        },
        due_lag_seconds=max(0.0, (now - oldest).total_seconds()) if oldest is not None else 0.0,
        dead_letters=_count(session, select(func.count()).where(DeadLetter.replayed_at.is_(None))),
        alarms_open=_count(session, select(func.count()).where(Alarm.cleared_at.is_(None))),
        handoffs_open=_count(session, select(func.count()).where(Handoff.resolved_at.is_(None))),
        processes=_grouped(
            session, select(Heartbeat.kind, func.count()).where(Heartbeat.at >= alive_since).group_by(Heartbeat.kind)
        ),
    )


def _count(session: Session, query: Executable) -> int:
    return int(session.scalar(query) or 0)


def _grouped(session: Session, query: Executable) -> dict[str, int]:
    return {str(name): int(count) for name, count in session.execute(query)}
