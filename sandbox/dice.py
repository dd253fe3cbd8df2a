"""Chance that always falls the same way for the same seed and the same thing."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from datetime import timedelta
from typing import TypeVar

Thing = TypeVar("Thing")


class Dice:
    """Dice thrown for one purpose. Nothing about them depends on the process, the clock or the order of arrival."""

    def __init__(self, *purpose: object) -> None:
        digest = hashlib.sha256("\x1f".join(str(part) for part in purpose).encode()).digest()
        self._random = random.Random(int.from_bytes(digest[:8], "big"))

    def share(self) -> float:
        """A number from 0 up to 1."""
        return self._random.random()

    def pick(self, things: Sequence[Thing]) -> Thing:
        """One of several."""
        return things[int(self._random.random() * len(things))]

    def hours(self, least: float, most: float) -> timedelta:
        """A while between so many hours; the short ones are likelier, as with people."""
        return timedelta(hours=least + (most - least) * self._random.random() ** 2)

    def days(self, least: int, most: int) -> int:
        """A whole number of days."""
        return self._random.randint(least, most)
