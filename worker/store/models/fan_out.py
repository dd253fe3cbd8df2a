"""A fan-out: one campaign on its way to the many people whom one opening, or one community event, concerns."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base

_UNDER_WAY = text("state = 'active'")


class FanOut(Base):
    """How far the walk through the audience has come. Its people are enrolled under `subject`, each once."""

    __tablename__ = "fan_out"
    __table_args__ = (
        UniqueConstraint("campaign", "subject"),
        Index("ix_fan_out_wake_at", "wake_at", postgresql_where=_UNDER_WAY, sqlite_where=_UNDER_WAY),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign: Mapped[str]
    subject: Mapped[str]
    """`job <source>/<id>` or `event <source>/<id>`: the enrollments' key."""
    source: Mapped[str]
    subject_id: Mapped[str]
    inbox_seq: Mapped[int]
    """The event that began it."""
    state: Mapped[str]
    """active, done or stopped."""
    cursor: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Where the walk goes on, and the best it has met so far: ids and scores, nothing else of anybody."""
    enrolled: Mapped[int] = mapped_column(default=0)
    context: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """What each enrollment remembers: the recruiter who looks after it."""
    reason: Mapped[str | None]
    wake_at: Mapped[datetime]
    lease: Mapped[str | None]
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
