"""Progress: the date walking through the year, with counters; plain lines where there is no terminal."""

from __future__ import annotations

import sqlite3
import time
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from demo.journey import Instant

_COUNTS = "SELECT (SELECT count(*) FROM reply WHERE classed_as = 'human'), (SELECT count(*) FROM handoff)"
_EACH_SECONDS = 0.1


class YearProgress:
    """Shows where the journey is."""

    def __init__(self, console: Console, start: datetime, end: datetime, events: int, database: Path) -> None:
        self._console, self._start, self._events = console, start, events
        self._connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, isolation_level=None)
        self._next, self._month = 0.0, 0
        self._bar = Progress(
            TextColumn("[bold]{task.fields[day]}"),
            BarColumn(bar_width=28),
            TextColumn("{task.fields[counts]}"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        total = (end - start).total_seconds()
        self._task = self._bar.add_task("year", total=total, day=f"{start:%a %d %b %Y}", counts="")

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bar.stop()
        self._connection.close()

    def show(self, instant: Instant) -> None:
        """Where we are; looked at some times a second at most."""
        if self._console.is_terminal:
            if time.monotonic() < self._next:
                return
            self._next = time.monotonic() + _EACH_SECONDS
            elapsed = (instant.at - self._start).total_seconds()
            self._bar.update(self._task, completed=elapsed, day=f"{instant.at:%a %d %b %Y}", counts=self._counts(instant))
        elif instant.at.month != self._month:
            self._month = instant.at.month
            self._console.print(f"{instant.at:%d %b %Y}  {self._counts(instant)}")

    def finish(self) -> None:
        """The year is over."""
        self._bar.update(self._task, completed=self._bar.tasks[0].total)

    def _counts(self, instant: Instant) -> str:
        replies, handoffs = self._connection.execute(_COUNTS).fetchone()
        return f"{instant.told}/{self._events} events · {instant.still.letters} mails · {replies} replies · {handoffs} handoffs"
