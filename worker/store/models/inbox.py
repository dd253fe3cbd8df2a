"""The inbox: each event once, stored before it is acknowledged; and what could not be understood."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base


class InboxEvent(Base):
    """An event as it came. `(source, event_id)` exists once; `seq` is the order of arrival."""

    __tablename__ = "inbox_event"
    __table_args__ = (
        UniqueConstraint("source", "event_id"),
        Index("ix_inbox_event_new", "seq", postgresql_where=text("state = 'new'"), sqlite_where=text("state = 'new'")),
        Index("ix_inbox_event_candidate_id", "candidate_id"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    source: Mapped[str]
    event_id: Mapped[str]
    type: Mapped[str]
    occurred_at: Mapped[datetime]
    received_at: Mapped[datetime]
    door: Mapped[str]
    body: Mapped[str]
    body_hash: Mapped[str]
    state: Mapped[str] = mapped_column(default="new")
    """new, recorded, or stuck (recording it failed; `error` says why)."""
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    candidate_id: Mapped[UUID | None]


class Reaction(Base):
    """One campaign that has yet to react to one event. The row is gone once it has."""

    __tablename__ = "reaction"

    campaign: Mapped[str] = mapped_column(primary_key=True)
    inbox_seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    not_before: Mapped[datetime | None]


class DeadLetter(Base):
    """What came through a door that cannot answer and could not be understood: whole, with the reason."""

    __tablename__ = "dead_letter"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    door: Mapped[str]
    raw: Mapped[str]
    raw_hash: Mapped[str] = mapped_column(unique=True)
    """The same thing told twice by a door that repeats itself is buried once."""
    reason: Mapped[str]
    received_at: Mapped[datetime]
    replayed_at: Mapped[datetime | None]
