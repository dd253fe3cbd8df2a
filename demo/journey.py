"""The journey through time: from one instant at which something is due to the next, each time until all is quiet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from demo.doors import Doors
from demo.press import Press
from demo.quiet import Quiet, Stillness
from demo.sandbox_client import SandboxClient
from demo.script.days import START
from demo.script.reading import Line

QUARTER_HOUR = timedelta(minutes=15)
HOUR = timedelta(hours=1)
EIGHT_HOURS = timedelta(hours=8)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Instant:
    """One instant that was visited."""

    number: int
    at: datetime
    told: int
    """How many events upstream has told by then."""
    still: Stillness


class Journey:
    """Steps the handed-in time: to the quarter of an hour for events, to the hour for letters, to eight for what people do.

    Whatever falls between two steps of its grid happens at the later one, so that a year is some 900 instants.
    """

    def __init__(self, lines: Sequence[Line], doors: Doors, sandbox: SandboxClient, quiet: Quiet, press: Press) -> None:
        self._lines = lines
        self._doors, self._sandbox, self._quiet, self._press = doors, sandbox, quiet, press
        self._told = 0
        self.instants = 0

    def go(self, start: datetime, end: datetime, seen: Callable[[Instant], None]) -> None:
        """Visit every instant from `start` until nothing is due before `end`; `seen` hears of each once it is quiet."""
        now: datetime | None = start
        while now is not None and now < end:
            self._sandbox.stand_at(now)
            self._tell(now)
            still = self._quiet.wait(now)
            if self._press.publish(now):
                still = self._quiet.wait(now)
            self.instants += 1
            seen(Instant(self.instants, now, self._told, still))
            now = self._next(now, still)

    def _tell(self, now: datetime) -> None:
        first = self._told
        while self._told < len(self._lines) and self._lines[self._told].told_at <= now:
            self._told += 1
        if self._told > first:
            self._doors.queue([line.event for line in self._lines[first : self._told]])

    def _next(self, now: datetime, still: Stillness) -> datetime | None:
        script = self._lines[self._told].told_at if self._told < len(self._lines) else None
        due = [
            round_up(moment, grid)
            for moment, grid in (
                (script, QUARTER_HOUR),
                (self._press.next_at, QUARTER_HOUR),
                (still.engine_next, HOUR),
                (still.any_day_next, DAY),
                (still.readers_next, EIGHT_HOURS),
                (still.people_next, EIGHT_HOURS),
            )
            if moment is not None
        ]
        return max(min(due), now + QUARTER_HOUR) if due else None


def round_up(moment: datetime, grid: timedelta) -> datetime:
    """The first instant of the grid, which begins with the year, that is not before `moment`."""
    return START - (START - moment) // grid * grid
