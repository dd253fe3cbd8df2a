"""The days on which things happen: business days, at few hours, so that a year can be stepped through quickly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

START = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
"""Monday 5 January 2026, 09:00 in Copenhagen."""
MORNING, AFTERNOON = time(8), time(16)
_FIRST_TUESDAY = date(2026, 1, 6)


@dataclass(frozen=True, slots=True)
class Days:
    """Decisions are taken on a Tuesday, every so many weeks."""

    weeks: int = 52
    every: int = 3

    @property
    def count(self) -> int:
        """How many decision days there are."""
        return self.weeks // self.every

    def steps(self, count: int) -> Sequence[tuple[int, int]]:
        """When somebody advances, so many times: as decision days later, and days after that.

        Evenly before the next decision day, so that nobody waits for ten business days; with a decision each week, on those.
        """
        if self.every == 1:
            return [(number, 0) for number in range(1, count + 1)]
        return [(0, days) for days in {0: (), 1: (10,), 2: (7, 14)}[count]]

    def later(self, weeks: int) -> int:
        """How many decision days there are in so many weeks; one at least."""
        return max(1, weeks // self.every)

    def issues(self) -> Sequence[tuple[datetime, str]]:
        """When each issue of the newsletter goes out, and its name: on the first decision day of each month."""
        first = {f"{moment:%Y-%m}": moment for moment in map(self.day, reversed(range(self.count)))}
        return sorted((moment, month) for month, moment in first.items())

    @property
    def end(self) -> datetime:
        """When the script, and the demo with it, is over: a Monday, before anybody's morning in Europe."""
        return datetime.combine(START.date() + timedelta(weeks=self.weeks), time(), UTC)

    def day(self, index: int, hour: time = MORNING, plus: int = 0) -> datetime:
        """The decision day of that number, or so many days after it."""
        return datetime.combine(_FIRST_TUESDAY + timedelta(weeks=index * self.every, days=plus), hour, UTC)


def start_after(moment: datetime, months: int) -> date:
    """When somebody hired then begins to work: on the first or the fifteenth, so many months later."""
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return date(year, month + 1, 1 if moment.day < 15 else 15)
