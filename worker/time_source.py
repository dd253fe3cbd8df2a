"""Where the time comes from: always handed in, so that tests, the demo and production run the same code."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

TIME_FILE = "time.json"


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
        self._seen: tuple[int, int, int] | None = None
        self._at: datetime | None = None
        self._offset = timedelta()

    def now(self) -> datetime:
        """The present instant, aware, in UTC. Raises ValueError when the file does not hold a time."""
        self._look()
        return self._at if self._at is not None else datetime.now(UTC) + self._offset

    def stand_at(self, instant: datetime) -> None:
        """Stop the clock at `instant`, for every process that reads the file."""
        _write(self._path, {"at": instant.astimezone(UTC).isoformat()})

    def shift(self, step: timedelta) -> None:
        """Move the clock by `step` from where it is: a running clock goes on running, a standing one stands."""
        self._look()
        if self._at is not None:
            self.stand_at(self._at + step)
        else:
            _write(self._path, {"offset_seconds": (self._offset + step).total_seconds()})

    def _look(self) -> None:
        try:
            stat = self._path.stat()
        except FileNotFoundError:
            self._seen, self._at, self._offset = None, None, timedelta()
            return
        seen = (stat.st_ino, stat.st_mtime_ns, stat.st_size)
        if seen != self._seen:
            self._at, self._offset = _parse(self._path.read_text(encoding="utf-8"))
            self._seen = seen


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
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=path.name)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(said, file)
    os.replace(temporary, path)
