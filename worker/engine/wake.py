"""Wake: something happened to people, so whatever waits for something to happen to them looks again."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from campaigns.vocabulary import Campaign, WaitFor
from worker.rules.reasons import Reason
from worker.store.models.enrollment import Enrollment


def anything_waits(campaigns: Iterable[Campaign]) -> bool:
    """Whether a campaign waits for anything at all; if none does, nobody has to be woken."""
    return any(isinstance(step, WaitFor) for campaign in campaigns for step in campaign.steps)


def wake_waiting(session: Session, people: Collection[UUID], now: datetime) -> None:
    """Whatever waits for something to happen to these people looks whether it was this. The caller holds their rows."""
    waiting = (
        Enrollment.candidate_id.in_(people),
        Enrollment.state == "active",
        Enrollment.reason == Reason.WAITING.value,
    )
    session.execute(update(Enrollment).where(*waiting).values(wake_at=now, lease=None))
