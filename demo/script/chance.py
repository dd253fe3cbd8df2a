"""Chance that falls the same way on every machine: built on `random()` alone, whose sequence Python promises to keep."""

from __future__ import annotations

import random
from collections.abc import MutableSequence, Sequence
from typing import TypeVar

Thing = TypeVar("Thing")


class Chance:
    """A sequence of chances for one purpose: another purpose does not disturb it."""

    def __init__(self, *purpose: object) -> None:
        self._random = random.Random("/".join(str(part) for part in purpose))  # noqa: S311 - a story, not a secret

    def share(self, part: float) -> bool:
        """True in so many cases (0 to 1)."""
        return self._random.random() < part

    def number(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return least + int(self._random.random() * (most - least + 1))

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of several."""
        return things[int(self._random.random() * len(things))]

    def weighted(self, things: Sequence[tuple[Thing, int]]) -> Thing:
        """One of several, some likelier than others."""
        mark = self._random.random() * sum(weight for _, weight in things)
        for thing, weight in things:
            mark -= weight
            if mark < 0:
                return thing
        return things[-1][0]

    def mix(self, things: MutableSequence[Thing]) -> None:
        """Put them into another order (Fisher and Yates)."""
        for last in range(len(things) - 1, 0, -1):
            other = int(self._random.random() * (last + 1))
            things[last], things[other] = things[other], things[last]
