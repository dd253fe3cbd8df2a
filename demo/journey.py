"""The journey through time: from one instant at which something is due to the next, each time until all is quiet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from demo.doors import Doors
from demo.quiet import Quiet, Stillness
from demo.sandbox_client import SandboxClient
from demo.script.reading import Line

QUARTER_HOUR = timedelta(minutes=15)
HOUR = timedelta(hours=1)
TWO_HOURS = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Instant:
    """One instant that was visited."""

    number: int
    at: datetime
    told: int
    """How many events upstream has told by then."""
    still: Stillness


class Journey:
    """Steps the handed-in time. Letters and events are visited to the quarter of an hour, what people do to two hours."""

    def __init__(self, lines: Sequence[Line], doors: Doors, sandbox: SandboxClient, quiet: Quiet) -> None:
        self._lines = lines
        self._doors, self._sandbox, self._quiet = doors, sandbox, quiet
        self._told = 0
        self.instants = 0

    def go(self, start: datetime, end: datetime, seen: Callable[[Instant], None]) -> None:
        """Visit every instant from `start` until nothing is due before `end`; `seen` hears of each once it is quiet."""
        now: datetime | None = start
        while now is not None and now < end:
            self._sandbox.stand_at(now)
            self._tell(now)
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
                (still.engine_next, QUARTER_HOUR),
                (still.judged_next, TWO_HOURS),
                (still.people_next, TWO_HOURS),
            )
            if moment is not None
        ]
        return max(min(due), now + QUARTER_HOUR) if due else None


def round_up(moment: datetime, grid: timedelta) -> datetime:
    """The first instant of the grid that is not before `moment`."""
    seconds, step = moment.timestamp(), grid.total_seconds()
    return datetime.fromtimestamp(-(-seconds // step) * step, UTC)
