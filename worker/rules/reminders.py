"""Reminders: when a colleague who has to see to something is told again, and when the team is."""

from __future__ import annotations

from datetime import datetime

from campaigns.vocabulary import TimeOfDay, business_days
from worker.rules.calendar import due_at
from worker.rules.place import Place

_GAPS = (business_days(2), business_days(2), business_days(1))
"""After it was opened, after the first reminder, after the second: the third comes five business days after the opening."""
_THEN = business_days(5)
_OWNERS = 2


def next_reminder(since: datetime, reminders: int, place: Place) -> datetime:
    """When somebody is told again, of `reminders` so far the last at `since`; within humane hours."""
    gap = _GAPS[reminders] if reminders < len(_GAPS) else _THEN
    return due_at(since, gap, TimeOfDay.ANY, place, "")


def is_for_team(reminders: int) -> bool:
    """Whether the next reminder, after so many, goes to the team: its owner has had two."""
    return reminders >= _OWNERS
