"""Pace: what has left each sending domain lately, in a few numbers."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base


class Pace(Base):
    """What has left under one set of limits; see `worker/rules/pace.py`. Kept only where there are limits."""

    __tablename__ = "pace"

    name: Mapped[str] = mapped_column(primary_key=True)
    """The sending domain, or `<domain>/<mail host>`."""
    due: Mapped[datetime | None]
    hour: Mapped[datetime | None]
    in_hour: Mapped[int] = mapped_column(default=0)
    day: Mapped[datetime | None]
    in_day: Mapped[int] = mapped_column(default=0)
    queue: Mapped[datetime | None]


class PaceHour(Base):
    """One clock hour of one sending domain: what left, and what came back in it. Kept for a week.

    In parts, which count together: workers that all counted in one row would wait for one another's commits.
    """

    __tablename__ = "pace_hour"

    domain: Mapped[str] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(primary_key=True)
    """Whoever counts has one of their own, mostly: 0 to 15."""
    sent: Mapped[int] = mapped_column(default=0)
    bounced: Mapped[int] = mapped_column(default=0)
    complained: Mapped[int] = mapped_column(default=0)
    deferred: Mapped[int] = mapped_column(default=0)
