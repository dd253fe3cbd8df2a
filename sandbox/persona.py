"""Personas: kinds of people. Files in `sandbox/people/` offer them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from sandbox.dice import Dice
from sandbox.letter import Letter

Arrival = Literal["delivered", "bounced", "blocked"]


@dataclass(frozen=True, slots=True)
class Plan:
    """They will do `act` so long after the letter came. No wait means at once; else the instant falls on a quarter-hour."""

    act: str
    after: timedelta = timedelta(0)
    args: Mapping[str, str] = field(default_factory=dict)


def _nothing(_letter: Letter, _dice: Dice) -> Sequence[Plan]:
    return ()


def _nobody(_letter: Letter) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Persona:
    """A kind of person: `share` of a thousand people are like this, `plan` says what they do about one letter."""

    name: str
    summary: str
    share: int = 0
    plan: Callable[[Letter, Dice], Sequence[Plan]] = _nothing
    arrival: Arrival = "delivered"
    claims: Callable[[Letter], bool] = _nobody
    """Whether a letter shows by itself that its reader is of this kind."""
