"""An event that the company holds: an evening, a talk, an open house."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base


class CommunityEvent(Base):
    """As upstream announced it last; `called_off` once it was."""

    __tablename__ = "community_event"

    source: Mapped[str] = mapped_column(primary_key=True)
    upstream_id: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    zone: Mapped[str]
    place: Mapped[str | None]
    description: Mapped[str | None]
    url: Mapped[str | None]
    accept_url: Mapped[str | None]
    country: Mapped[str | None]
    locale: Mapped[str | None]
    skills: Mapped[list[str]] = mapped_column(default=list)
    called_off: Mapped[bool]
    revision: Mapped[int] = mapped_column(default=0)
    """Counts up when it moves, is called off, or takes place after all."""
    as_of: Mapped[datetime]
