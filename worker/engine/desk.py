"""Desk: what one handful works with, and writes its decisions on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from worker.engine.channel import ChannelState
from worker.engine.decide import decision
from worker.engine.lives import Lives
from worker.engine.pace import PaceDesk
from worker.engine.parts import Parts
from worker.engine.read_hours import ReadHours
from worker.engine.standing import Standing
from worker.engine.subjects import Subjects
from worker.rules.ledger_key import ledger_key
from worker.rules.reasons import Reason
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff as HandoffRow
from worker.store.models.message import Message


@dataclass(slots=True)
class Desk:
    """What one handful works with: the people, their letters and handoffs, and what it has decided so far."""

    session: Session
    parts: Parts
    now: datetime
    standings: dict[UUID, Standing]
    messages: dict[str, Message]
    handoffs: dict[str, HandoffRow]
    holds: frozenset[str]
    channel: ChannelState
    yields: Callable[[Enrollment], bool]
    """Whether another letter to the same person goes first."""
    hours: ReadHours
    lives: Lives
    subjects: Subjects
    pace: PaceDesk
    decisions: list[dict[str, Any]] = field(default_factory=list)

    def say(
        self,
        enrollment: Enrollment,
        action: str,
        reason: Reason,
        *,
        until: datetime | None = None,
        detail: str | None = None,
        message_id: UUID | None = None,
    ) -> None:
        """Keep a decision about the step the enrollment stands at."""
        row = decision(
            enrollment.candidate_id,
            self.now,
            action,
            reason,
            enrollment=enrollment,
            until=until,
            detail=detail,
            message_id=message_id,
        )
        self.decisions.append(row)


def letter_key(enrollment: Enrollment) -> str:
    """The key of the letter of the step at which the enrollment stands."""
    return ledger_key(enrollment.id, enrollment.step, enrollment.occurrence)
