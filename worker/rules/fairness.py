"""Fairness: which of several letters to one person goes first when there is room for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Waiting:
    """A letter that is due, and since when it has been."""

    id: UUID
    priority: int
    due_at: datetime


def turn(letter: Waiting) -> tuple[int, datetime, UUID]:
    """Sorts letters as they go: by priority, the highest first; of equals the one that waits longest; then by id, so that
    no two can wait for each other.
    """
    return -letter.priority, letter.due_at, letter.id


def yields(letter: Waiting, others: Iterable[Waiting]) -> bool:
    """Whether one of `others`, all due and to the same person, goes before this letter."""
    return any(turn(other) < turn(letter) for other in others if other.id != letter.id)
