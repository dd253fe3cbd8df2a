"""A file of events to send: its lines, how far they have been sent, and those that were refused."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from worker.whole_file import write_whole

_BOM = b"\xef\xbb\xbf"
_LARGEST_EVENT_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Line:
    """One event of the file, as its bytes say it."""

    number: int
    """Counts from 1: the line; in a JSON array, the element."""
    raw: bytes
    end: int
    """How far into the file it reaches, for a progress bar."""


@dataclass(slots=True)
class Sent:
    """How far a file has been sent. `digest` is of the events sent, so that a changed file is told from a longer one."""

    events: int = 0
    digest: str = ""
    refused_bytes: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    to: str = ""
    """What tells the door it went through from others."""


_SENT = TypeAdapter(Sent)


class EventFile:
    """JSON lines, or one JSON document over many lines: an array, or one event. Empty lines do not count."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._array = _as_array(path) or _as_one_event(path)
        self.size = len(self._array) if self._array is not None else path.stat().st_size

    def __iter__(self) -> Iterator[Line]:
        if self._array is not None:
            for number, document in enumerate(self._array, 1):
                yield Line(number, orjson.dumps(document), number)
            return
        with self.path.open("rb") as file:
            end = 0
            for number, line in enumerate(file, 1):
                end += len(line)
                raw = line.removeprefix(_BOM).strip() if number == 1 else line.strip()
                if raw:
                    yield Line(number, raw, end)


def _as_array(path: Path) -> list[Any] | None:
    """The elements, where the whole file is one JSON array; None for JSON lines, whole or not."""
    with path.open("rb") as file:
        if not file.read(64).removeprefix(_BOM).lstrip().startswith(b"["):
            return None
    try:
        document = orjson.loads(path.read_bytes().removeprefix(_BOM))
    except orjson.JSONDecodeError:
        return None
    return document if isinstance(document, list) else None


def _as_one_event(path: Path) -> list[Any] | None:
    """The event, where the whole file is one, written over many lines."""
    if path.stat().st_size > _LARGEST_EVENT_BYTES:
        return None
    try:
        document = orjson.loads(path.read_bytes().removeprefix(_BOM).strip())
    except orjson.JSONDecodeError:
        return None
    is_line = b"\n" not in path.read_bytes().strip()  # may grow to more lines, so it stays one
    return [document] if isinstance(document, dict) and not is_line else None


class Ledger:
    """Keeps beside the file how far it was sent, and in another file what was refused and why."""

    def __init__(self, file: EventFile, state_path: Path, refused_path: Path, to: str) -> None:
        self._file, self._state_path, self.refused_path = file, state_path, refused_path
        self._hash = hashlib.sha256()
        self.state = Sent(to=to)
        self.began_anew = False
        """What was sent before was another file, or went elsewhere, so this one is sent from its beginning."""

    def rest(self, *, again: bool = False) -> Iterator[Line]:
        """The events that have not been sent yet through this door; all of them where they are to be sent again."""
        known = None if again else _read_state(self._state_path)
        if known is not None and known.to == self.state.to and self._is_beginning(known):
            self.state = known
        else:
            self.began_anew = known is not None
            self._hash = hashlib.sha256()
        if self.refused_path.exists():  # a run that was cut off may have written more than it noted
            os.truncate(self.refused_path, min(self.state.refused_bytes, self.refused_path.stat().st_size))
        return islice(self._file, self.state.events, None)

    def _is_beginning(self, known: Sent) -> bool:
        count = 0
        for line in islice(self._file, known.events):
            self._hash.update(line.raw + b"\n")
            count += 1
        return count == known.events and self._hash.hexdigest() == known.digest

    def note(self, lines: list[Line], statuses: list[str], refused: list[tuple[Line, str, str]]) -> None:
        """These were answered: write down what was refused, then how far we are."""
        if refused:
            with self.refused_path.open("ab") as file:
                file.writelines(_refused(line, status, reason) for line, status, reason in refused)
                self.state.refused_bytes = file.tell()
        for line, status in zip(lines, statuses, strict=True):
            self._hash.update(line.raw + b"\n")
            self.state.counts[status] = self.state.counts.get(status, 0) + 1
        self.state.events += len(lines)
        self.state.digest = self._hash.hexdigest()
        write_whole(self._state_path, orjson.dumps(asdict(self.state)))


def _refused(line: Line, status: str, reason: str) -> bytes:
    try:
        said = {"event": orjson.loads(line.raw)}
    except orjson.JSONDecodeError:
        said = {"raw": line.raw.decode("utf-8", "backslashreplace")}
    return orjson.dumps({"line": line.number, "status": status, "reason": reason} | said) + b"\n"


def _read_state(path: Path) -> Sent | None:
    try:
        return _SENT.validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except ValidationError:
        return Sent(digest="unreadable")  # as good as another file's
