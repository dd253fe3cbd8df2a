"""Recurrence: when a step that comes again and again is due for the n-th time."""

from __future__ import annotations

from datetime import date, datetime

from campaigns.vocabulary.delay import Delay
from campaigns.vocabulary.step import Letter
from worker.rules.calendar import add_delay, due_at
from worker.rules.place import Place


def occurrence_due_at(anchor: datetime | date, letter: Letter, occurrence: int, place: Place, spread_key: str) -> datetime:
    """When a letter is due for the `occurrence`-th time, the first being 0; a letter without `every` has only that one.

    Counted from the anchor and never from the time before, so that 29 February comes back in each leap year.
    Raises ValueError for an occurrence that the letter does not have.
    """
    if occurrence and letter.every is None:
        raise ValueError(f"{letter.id} does not recur, so it has no occurrence {occurrence}")
    if not occurrence or letter.every is None:
        return due_at(anchor, letter.after, letter.at, place, spread_key)
    gap = letter.every.times(occurrence)
    together = _sum(letter.after, gap)
    if together is not None:
        return due_at(anchor, together, letter.at, place, spread_key)
    return due_at(add_delay(anchor, letter.after, place), gap, letter.at, place, spread_key)


def first_occurrence_from(
    anchor: datetime | date, letter: Letter, place: Place, spread_key: str, not_before: datetime
) -> tuple[int, datetime] | None:
    """The first occurrence that is due at `not_before` or later, and when; None for a letter whose only time has passed.

    This is how years that passed before we knew somebody are left out: at once, however many they are.
    """
    due = occurrence_due_at(anchor, letter, 0, place, spread_key)
    if due >= not_before:
        return 0, due
    if letter.every is None or letter.every.count == 0:
        return None
    passed, ahead = 0, 1
    while occurrence_due_at(anchor, letter, ahead, place, spread_key) < not_before:
        passed, ahead = ahead, ahead * 2
    while ahead - passed > 1:
        middle = (passed + ahead) // 2
        if occurrence_due_at(anchor, letter, middle, place, spread_key) < not_before:
            passed = middle
        else:
            ahead = middle
    return ahead, occurrence_due_at(anchor, letter, ahead, place, spread_key)


def _sum(first: Delay, second: Delay) -> Delay | None:
    """Both delays as one; None where the calendar makes no one unit of them."""
    if first.unit == second.unit:
        return Delay(first.count + second.count, first.unit)
    months = {"months": 1, "years": 12}
    if first.unit in months and second.unit in months:
        return Delay(first.count * months[first.unit] + second.count * months[second.unit], "months")
    return second if first.count == 0 else None
