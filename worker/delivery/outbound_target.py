"""The seam between the engine and whoever is told: a webhook's URL, or a stream."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The target did not take an event."""

    why: str
    is_away: bool
    """It would take no other event now either; else it is this one that it does not want."""


class OutboundTarget(Protocol):
    """Somebody who wants to know."""

    @property
    def name(self) -> str:
        """What the target is called in rows, logs and lists. Holds no secret, and stays the same as long as the target does."""
        ...

    def take(self, event_id: str, body: bytes, now: datetime) -> NotTaken | None:
        """Hand over one event; None once it was taken. Never raises for what the other side can do."""
        ...
