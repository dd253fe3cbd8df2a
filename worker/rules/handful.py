"""Handful: how many letters are marked as leaving at once: few, so that a crash puts few in doubt; more for a fast provider."""

from __future__ import annotations

from dataclasses import dataclass

FIRST = 5
IN_FLIGHT_SECONDS = 0.1
"""A handful should have left within so long: with a slow provider it is as many as leave side by side, with a fast one more."""


def next_handful(most: int, letters: int, seconds: float, side_by_side: int = 1) -> int:
    """The size of the next handful, after `letters` took `seconds` to hand over: between `side_by_side` and `most`.

    It grows at most fivefold at a time, so that one quick answer does not mislead it.
    """
    if letters == 0 or seconds <= 0:
        return min(FIRST, most)
    fits = IN_FLIGHT_SECONDS * letters / max(seconds, 1e-6)
    return min(most, max(side_by_side, int(min(fits, 5 * letters))))


@dataclass(slots=True)
class Pace:
    """The size of a process's next handful. All its threads share it, since they talk to one provider."""

    size: int = FIRST
