"""The handed-in time: one small JSON file, shared with whoever is being tested."""

from __future__ import annotations

import json
import os
import re
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

_STEP = re.compile(r"^\s*\+?(\d{1,6}(?:\.\d{1,3})?)\s*([smhdw])\s*$")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
Mode = Literal["real", "offset", "at"]


class NoTimeFile(Exception):
    """There is no time file, so time is real and cannot be moved."""


def parse_step(text: str) -> timedelta:
    """Reads `6h`, `+3d`, `90m`, `1w`, `30s`. Raises ValueError for anything else."""
    found = _STEP.match(text)
    if found is None:
        raise ValueError(f"not a step of time: {text!r} (write 30s, 90m, 6h, 3d or 1w)")
    return timedelta(**{_UNITS[found[2]]: float(found[1])})


class HandedClock:
    """Tells the handed-in time; reads the file again only when it has changed. A missing file is real time."""

    def __init__(self, path: Path | None, walk_file: Path | None = None) -> None:
        self.path = path
        self._walk_file = walk_file
        self._stamp: tuple[int, int] | None = None
        # One tuple, replaced at once: several threads read it.
        self._state: tuple[Mode, float] = ("real", 0.0)

    def timestamp(self) -> float:
        """Seconds since 1970 on the handed-in clock."""
        mode, seconds = self._read()
        return seconds if mode == "at" else time.time() + seconds

    def now(self) -> datetime:
        """The handed-in time, aware, UTC."""
        return datetime.fromtimestamp(self.timestamp(), UTC)

    def mode(self) -> Mode:
        """real, offset (running beside real time), or at (standing still)."""
        return self._read()[0]

    @property
    def walks(self) -> bool:
        """Whether time is still on its way to where it was wished to be."""
        return self._walk_file is not None and self._walk_file.exists()

    def advance(self, step: timedelta) -> datetime:
        """Moves the time by `step`, in the mode it is in: a clock that stands still stays so. Raises NoTimeFile.

        With a walk file, the step is wished for there, on top of what is wished for already, and time gets there by itself.
        """
        if self._walk_file is not None:
            return self._wish(self._walk_file, step)
        mode, seconds = self._read()
        if mode == "at":
            return self.set_at(self.now() + step)
        self._write({"offset_seconds": seconds + step.total_seconds()})
        return self.now()

    def set_at(self, at: datetime) -> datetime:
        """Lets the clock stand still at `at`. Raises NoTimeFile."""
        self._write({"at": at.astimezone(UTC).isoformat()})
        return self.now()

    def _wish(self, walk_file: Path, step: timedelta) -> datetime:
        try:
            start = datetime.fromisoformat(json.loads(walk_file.read_text(encoding="utf-8"))["to"])
        except (OSError, ValueError, KeyError):
            start = self.now()
        _replace(walk_file, {"to": (start + step).astimezone(UTC).isoformat()})
        return start + step

    def _write(self, document: dict[str, object]) -> None:
        if self.path is None:
            raise NoTimeFile("started without a time file: time is real and cannot be moved")
        _replace(self.path, document)

    def _read(self) -> tuple[Mode, float]:
        if self.path is None:
            return self._state
        try:
            stat = os.stat(self.path)
        except FileNotFoundError:
            self._state, self._stamp = ("real", 0.0), None
            return self._state
        # The inode is part of the stamp: two atomic writes can fall into one tick of the file system's clock.
        stamp = (stat.st_mtime_ns, stat.st_ino)
        if stamp != self._stamp:
            document = json.loads(self.path.read_text(encoding="utf-8"))
            if "at" in document:
                self._state = ("at", datetime.fromisoformat(document["at"]).timestamp())
            else:
                self._state = ("offset", float(document.get("offset_seconds", 0)))
            self._stamp = stamp
        return self._state


def _replace(path: Path, document: dict[str, object]) -> None:
    """Readers see the old document or the new one, never half of one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".time-")
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        json.dump(document, out)
    os.replace(name, path)
