"""A handoff: a task for a human."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base

_TO_REMIND = text("remind_at IS NOT NULL")


class Handoff(Base):
    """Open until somebody resolves it, or, for a campaign's step, until its deadline is over."""

    __tablename__ = "handoff"
    __table_args__ = (
        Index("ix_handoff_candidate_id", "candidate_id"),
        Index("ix_handoff_remind_at", "remind_at", postgresql_where=_TO_REMIND, sqlite_where=_TO_REMIND),
        Index(
            "ix_handoff_open", "opened_at", postgresql_where=text("resolved_at IS NULL"), sqlite_where=text("resolved_at IS NULL")
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"))
    enrollment_id: Mapped[UUID | None]
    kind: Mapped[str]
    """`step` (a campaign asks), `approve` (a letter waits to be read) or `reply` (they wrote; everything automatic waits)."""
    step: Mapped[str | None]
    ask: Mapped[str]
    owner: Mapped[str | None]
    """The recruiter's address; the team's when there is none."""
    reply_id: Mapped[UUID | None]
    message_id: Mapped[UUID | None]
    opened_at: Mapped[datetime]
    deadline_at: Mapped[datetime | None]
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str | None]
    """answered, resume, stop; of a letter approved, without_feedback or declined; or deadline (nobody did)."""
    resolved_by: Mapped[str | None]
    remind_at: Mapped[datetime | None]
    """When its owner is told again, or how long a worker holds it; none when nobody is to be reminded."""
    reminders: Mapped[int] = mapped_column(default=0)
    """How often somebody was, since it was opened or last put off."""
    lease: Mapped[str | None]
