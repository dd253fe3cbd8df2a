"""Reading a script back: which events are told at which instant."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from demo.script.days import START


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a script: an event, and when upstream tells it."""

    told_at: datetime
    event: dict[str, Any]


def read_script(lines: Iterable[str]) -> Sequence[Line]:
    """The events with their instants: each is told at the latest time named so far, and not before the start.

    So an event whose time lies before that of the line above it is one that upstream tells late.
    """
    latest, read = START, []
    for text in lines:
        event = json.loads(text)
        latest = max(latest, instant(event["time"]))
        read.append(Line(latest, event))
    return read


def instant(text: str) -> datetime:
    """An ISO 8601 instant, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)
