"""Budget: how many letters somebody may get, over all campaigns and newsletters together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from worker.rules.history import PastLetter

GAP = timedelta(days=7)
"""At most one letter in so long …"""
WINDOW = timedelta(days=30)
"""… and at most `PER_WINDOW` in so long."""
PER_WINDOW = 2


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for on the preference page. It can only make letters rarer. Raises ValueError below 1."""

    per_30_days: int | None = None
    """At most so many letters in 30 days."""
    gap_days: int | None = None
    """At least so many days between two letters: 90 is one in a quarter."""

    def __post_init__(self) -> None:
        if self.per_30_days is not None and self.per_30_days < 1:
            raise ValueError("per_30_days must be at least 1; whoever wants no letters unsubscribes")
        if self.gap_days is not None and self.gap_days < 1:
            raise ValueError("gap_days must be at least 1")


NO_WISH = Wish()


def room_at(history: Sequence[PastLetter], factor: int, now: datetime, wish: Wish = NO_WISH) -> datetime:
    """The earliest instant, not before `now`, at which one more letter fits; `now` itself when it fits at once.

    The tempo's factor stretches our own gap and window. The person's wish is taken at its word: it holds beside them
    and is not stretched. Every letter that left, or may have left, counts.
    """
    sent = sorted((letter.sent_at for letter in history), reverse=True)
    room = now
    for allowed, span in _limits(factor, wish):
        if len(sent) >= allowed:
            room = max(room, sent[allowed - 1] + span)
    return room


def _limits(factor: int, wish: Wish) -> list[tuple[int, timedelta]]:
    """Each as: at most this many letters in any span this long."""
    limits = [(1, GAP * factor), (PER_WINDOW, WINDOW * factor)]
    if wish.per_30_days is not None:
        limits.append((wish.per_30_days, timedelta(days=30)))
    if wish.gap_days is not None:
        limits.append((1, timedelta(days=wish.gap_days)))
    return limits
