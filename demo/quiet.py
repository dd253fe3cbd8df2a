"""Whether the stack has gone quiet, and when it will next have something to do. Reads; changes nothing."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from demo.doors import Doors
from demo.sandbox_client import SandboxClient
from worker.walk.pending import COUNTS, KINDS, TOUCHES, timers

_ANY_DAY = frozenset({TOUCHES, "due reminders", "consents to renew", "sign-ups to forget"})
_READERS = frozenset({"newsletters"})
_NEXT = timers(*(kind for kind in KINDS if kind not in _ANY_DAY | _READERS))
_NEXT_READERS, _NEXT_ANY_DAY = timers(*_READERS), timers(*_ANY_DAY)
_LOOK_SECONDS = 0.003
_LONGEST_SECONDS = 60.0


class NeverQuietError(RuntimeError):
    """Something went on for too long; the message says what."""


@dataclass(frozen=True, slots=True)
class Stillness:
    """Nothing is left to do now. What comes next, of the engine's and of the people's."""

    engine_next: datetime | None
    """Letters, reactions, service mail."""
    readers_next: datetime | None
    """Readers of a newsletter whose hour had not come."""
    any_day_next: datetime | None
    """What nobody minds waiting for until the next day: opens and clicks to be judged, reminders, consents that run out."""
    people_next: datetime | None
    letters: int
    looks: int


class Quiet:
    """Waits until all is quiet.

    Work moves from the doors into the database, from there to the sandbox, and back from the sandbox into the database; at
    each handover it is in the next place before it leaves the last. So when the database is idle, then the doors and the
    sandbox are, and nobody has written to the database meanwhile, nothing can be on its way.
    """

    def __init__(self, database: Path, doors: Doors, sandbox: SandboxClient, check: Callable[[], None]) -> None:
        self._connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True, isolation_level=None)
        self._doors = doors
        self._sandbox = sandbox
        self._check = check

    def wait(self, now: datetime) -> Stillness:
        """Look until nothing is left to do at `now`. Raises NeverQuietError after a minute of the real clock."""
        started, looks, waits_for = time.monotonic(), 0, ""
        while True:
            looks += 1
            version = self._version()
            waits_for = self._database(now) or self._doors_wait()
            if not waits_for:
                people = self._sandbox.quiet()
                waits_for = "" if people.quiet else f"the sandbox ({people.said})"
                if people.quiet and self._version() == version:
                    engine, readers, any_day = (self._next(query) for query in (_NEXT, _NEXT_READERS, _NEXT_ANY_DAY))
                    return Stillness(engine, readers, any_day, people.next_at, people.letters, looks)
            if time.monotonic() - started > _LONGEST_SECONDS:
                raise NeverQuietError(f"at {now:%Y-%m-%d %H:%M} UTC, for {_LONGEST_SECONDS:g} s, there was always: {waits_for}")
            if looks % 300 == 0:
                self._check()
            time.sleep(_LOOK_SECONDS)

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _database(self, now: datetime) -> str:
        counts = self._connection.execute(COUNTS, {"now": _text(now)}).fetchone()
        return ", ".join(f"{count} {kind}" for count, kind in zip(counts, KINDS, strict=True) if count)

    def _doors_wait(self) -> str:
        waiting = self._doors.waiting()
        return f"{waiting} events at the doors" if waiting else ""

    def _version(self) -> int:
        """Changes whenever somebody else commits to the database (https://www.sqlite.org/pragma.html#pragma_data_version)."""
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _next(self, query: str) -> datetime | None:
        found = [instant for instant in self._connection.execute(query).fetchone() if instant]
        return datetime.fromisoformat(min(found)).replace(tzinfo=UTC) if found else None


def _text(moment: datetime) -> str:
    """As SQLAlchemy stores it: naive, in UTC, with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
