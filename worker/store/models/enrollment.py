"""One person's way through one campaign: the timer is its `wake_at`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base


class Enrollment(Base):
    """Where a person stands. `due_at` is when the step is due; `wake_at` when somebody should look, which a lease moves."""

    __tablename__ = "enrollment"
    __table_args__ = (
        UniqueConstraint("candidate_id", "campaign", "key", "way"),
        Index(
            "ix_enrollment_wake_at",
            "wake_at",
            postgresql_where=text("state = 'active'"),
            sqlite_where=text("state = 'active'"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"))
    campaign: Mapped[str]
    key: Mapped[str]
    """What they go through it once per: an event, an application or a placement."""
    way: Mapped[int] = mapped_column(default=1)
    """Counts up when a way that was stopped begins anew under the same key."""
    state: Mapped[str]
    """active, done or stopped."""
    step: Mapped[str]
    occurrence: Mapped[int] = mapped_column(default=1)
    anchor_at: Mapped[datetime]
    anchor_date: Mapped[date | None]
    started_at: Mapped[datetime]
    due_at: Mapped[datetime]
    wake_at: Mapped[datetime]
    lease: Mapped[str | None]
    """Fencing token of whoever holds the row until `wake_at`."""
    priority: Mapped[int]
    attempts: Mapped[int] = mapped_column(default=0)
    context: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What the letters will say, as upstream said it: roles, stage, recruiter, feedback."""
    reason: Mapped[str | None]
    ended_at: Mapped[datetime | None]
