"""Decisions: each answer about each person, kept, so that `rapport why` can read it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base


class Decision(Base):
    """Append-only: what was decided about whom, when and why."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_candidate_id", "candidate_id"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    candidate_id: Mapped[UUID] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"))
    at: Mapped[datetime]
    action: Mapped[str]
    """enroll, redate, send, defer, skip, stop, handoff, sent, signal, tempo, pause, resume, choice …"""
    reason: Mapped[str]
    campaign: Mapped[str | None]
    enrollment_id: Mapped[UUID | None]
    step: Mapped[str | None]
    occurrence: Mapped[int | None]
    until: Mapped[datetime | None]
    detail: Mapped[str | None]
    inbox_seq: Mapped[int | None]
    message_id: Mapped[UUID | None]
