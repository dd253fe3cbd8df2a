"""Where the time comes from: always handed in, so that tests, the demo and production run the same code."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

from worker.whole_file import write_whole

TIME_FILE = "time.json"

_Stamp = tuple[int, int, int]
_REAL_TIME: tuple[_Stamp | None, datetime | None, timedelta] = (None, None, timedelta())


class TimeSource(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemTime:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class HandedTime:
    """The time a file hands in: `{"offset_seconds": N}` runs N seconds from real time, `{"at": "<ISO 8601>"}` stands still.

    No file means real time. The file is read again whenever it was replaced, so every process sees a step at once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read: tuple[_Stamp | None, datetime | None, timedelta] = _REAL_TIME  # replaced at once: several threads look

    def now(self) -> datetime:
        """The present instant, aware, in UTC. Raises ValueError when the file does not hold a time."""
        at, offset = self._look()
        return at if at is not None else datetime.now(UTC) + offset

    def stand_at(self, instant: datetime) -> None:
        """Stop the clock at `instant`, for every process that reads the file."""
        _write(self._path, {"at": instant.astimezone(UTC).isoformat()})

    @property
    def stands(self) -> bool:
        """Whether the clock stands still."""
        return self._look()[0] is not None

    def run_from(self, instant: datetime) -> None:
        """Let the clock run on from `instant`."""
        _write(self._path, {"offset_seconds": (instant - datetime.now(UTC)).total_seconds()})

    def shift(self, step: timedelta) -> None:
        """Move the clock by `step` from where it is: a running clock goes on running, a standing one stands."""
        at, offset = self._look()
        if at is not None:
            self.stand_at(at + step)
        else:
            _write(self._path, {"offset_seconds": (offset + step).total_seconds()})

    def _look(self) -> tuple[datetime | None, timedelta]:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            self._read = _REAL_TIME
            return None, timedelta()
        stamp = (found.st_ino, found.st_mtime_ns, found.st_size)
        seen, at, offset = self._read
        if stamp != seen:
            at, offset = _parse(self._path.read_text(encoding="utf-8"))
            self._read = (stamp, at, offset)
        return at, offset


def _parse(text: str) -> tuple[datetime | None, timedelta]:
    said = json.loads(text)
    match said:
        case {"at": str(at)}:
            instant = datetime.fromisoformat(at)
            if instant.tzinfo is None:
                raise ValueError("the time handed in names no zone")
            return instant.astimezone(UTC), timedelta()
        case {"offset_seconds": int(offset) | float(offset)}:
            return None, timedelta(seconds=offset)
    raise ValueError("the time handed in is neither an instant nor an offset")


def _write(path: Path, said: dict[str, str | float]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, json.dumps(said))
