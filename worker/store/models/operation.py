"""What operating the system leaves behind: holds, alarms, heartbeats, the channel's state, steps seen."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from worker.store.base import Base


class Hold(Base):
    """Sending is on hold: everything (`*`) or one campaign."""

    __tablename__ = "hold"

    scope: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    by: Mapped[str]


class Alarm(Base):
    """Something a person should look at. One open alarm per key; `times` counts repeats."""

    __tablename__ = "alarm"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=1)
    title: Mapped[str]
    detail: Mapped[str]
    remedy: Mapped[str]
    cleared_at: Mapped[datetime | None]


class Heartbeat(Base):
    """A process that lives."""

    __tablename__ = "heartbeat"

    kind: Mapped[str] = mapped_column(primary_key=True)
    instance: Mapped[str] = mapped_column(primary_key=True)
    host: Mapped[str]
    started_at: Mapped[datetime]
    at: Mapped[datetime]
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Channel(Base):
    """A transport's state as all workers see it: closed by a 401 or 403, or by the breaker, until `opens_at`."""

    __tablename__ = "channel"

    name: Mapped[str] = mapped_column(primary_key=True)
    closed_reason: Mapped[str | None]
    opens_at: Mapped[datetime | None]
    in_doubt_at: Mapped[list[str]] = mapped_column(default=list)
    """The last answers in doubt, as ISO instants: what the breaker looks at."""
    clear_answer_at: Mapped[datetime | None]


class KnownStep(Base):
    """A step that has been deployed: taking it away while people stand in it is refused at start."""

    __tablename__ = "known_step"

    campaign: Mapped[str] = mapped_column(primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    first_seen_at: Mapped[datetime]
