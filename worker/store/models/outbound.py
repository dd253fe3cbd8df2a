"""Word back to upstream: what is told, once, and its delivery to each place that wants to know."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base

_WAITING = text("state = 'waiting'")


class OutboundEvent(Base):
    """One thing told: a CloudEvent as it is sent, the same to everybody, however often."""

    __tablename__ = "outbound_event"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Made from what it tells of, so that the same thing is told once."""
    type: Mapped[str]
    at: Mapped[datetime]
    body: Mapped[str]


class OutboundDelivery(Base):
    """One event on its way to one target."""

    __tablename__ = "outbound_delivery"
    __table_args__ = (
        UniqueConstraint("event_id", "target"),
        Index("ix_outbound_delivery_wake_at", "wake_at", postgresql_where=_WAITING, sqlite_where=_WAITING),
        Index("ix_outbound_delivery_turn", "candidate_id", "target", "seq", postgresql_where=_WAITING, sqlite_where=_WAITING),
        Index("ix_outbound_delivery_candidate_id", "candidate_id"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("outbound_event.id", ondelete="CASCADE"))
    target: Mapped[str]
    """The target's name: its host and a digest of its URL, which may hold a secret; or `stream`."""
    candidate_id: Mapped[UUID]
    """Whom it is about, for the order of what is told of them. No foreign key: word of an erasure outlives the person."""
    state: Mapped[str] = mapped_column(default="waiting")
    """waiting, delivered, or dead (given up; `error` says why)."""
    wake_at: Mapped[datetime]
    """When to try, or how long it is held."""
    give_up_at: Mapped[datetime]
    lease: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(default=0)
    delivered_at: Mapped[datetime | None]
    error: Mapped[str | None]
