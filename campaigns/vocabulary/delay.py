"""Delays: how long after its anchor a step is due."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Unit = Literal["hours", "days", "business_days", "months", "years"]


@dataclass(frozen=True, slots=True)
class Delay:
    """`count` units after an anchor; calendar units are counted in the candidate's own zone."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        if self.count < 0:
            raise ValueError(f"a delay cannot be negative: {self.count} {self.unit}")

    def __str__(self) -> str:
        unit = self.unit.replace("_", " ")
        return f"{self.count} {unit[:-1] if self.count == 1 else unit}"


def hours(count: int) -> Delay:
    """`count` hours."""
    return Delay(count, "hours")


def days(count: int) -> Delay:
    """`count` days."""
    return Delay(count, "days")


def business_days(count: int) -> Delay:
    """`count` days, weekends and holidays of the candidate's country not counted."""
    return Delay(count, "business_days")


def months(count: int) -> Delay:
    """`count` calendar months; a day that does not exist becomes the month's last."""
    return Delay(count, "months")


def years(count: int) -> Delay:
    """`count` calendar years; 29 February falls on the 28th in common years."""
    return Delay(count, "years")


IMMEDIATELY = hours(0)
