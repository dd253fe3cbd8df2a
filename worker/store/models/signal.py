"""What came back: hooks as they were posted, signals made of them, and replies."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base


class Hook(Base):
    """A provider's call, raw, stored before it is answered and worked later."""

    __tablename__ = "hook"
    __table_args__ = (Index("ix_hook_new", "seq", postgresql_where=text("state = 'new'"), sqlite_where=text("state = 'new'")),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    kind: Mapped[str]
    """sendgrid_events or inbound."""
    received_at: Mapped[datetime]
    content_type: Mapped[str]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(default="new")
    """new, done, or bad (working it failed too often; `error` says why)."""
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]


class Signal(Base):
    """One thing that came back about a letter or a person. `meaning_key` exists once, however often it is told."""

    __tablename__ = "signal"
    __table_args__ = (
        Index("ix_signal_message_id", "message_id"),
        Index("ix_signal_candidate_id", "candidate_id"),
        Index("ix_signal_kind_at", "kind", "at"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    meaning_key: Mapped[str] = mapped_column(unique=True)
    message_id: Mapped[UUID | None]
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"))
    hook_seq: Mapped[int | None]
    kind: Mapped[str]
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    human: Mapped[bool | None]
    """For opens and clicks: a person's? Judged again whenever more is known."""
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Raw evidence: user agent, url, machine flag, status, reason."""


class Reply(Base):
    """A mail that came in: who wrote, which letter it answers, what is new in it, and what we took it for."""

    __tablename__ = "reply"
    __table_args__ = (Index("ix_reply_candidate_id", "candidate_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    mail_key: Mapped[str] = mapped_column(unique=True)
    candidate_id: Mapped[UUID | None] = mapped_column(ForeignKey("candidate.id", ondelete="CASCADE"))
    message_id: Mapped[UUID | None]
    hook_seq: Mapped[int | None]
    from_address: Mapped[str | None]
    subject: Mapped[str | None]
    new_text: Mapped[str]
    classed_as: Mapped[str]
    evidence: Mapped[list[str]] = mapped_column(default=list)
    at: Mapped[datetime]
