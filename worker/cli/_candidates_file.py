"""A file of people being imported: its rows in batches, how far it came, and another file for the rows that were refused."""

from __future__ import annotations

import csv
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import IO

import orjson
from pydantic import TypeAdapter, ValidationError

from worker.cli._csv import csv_text
from worker.cli._ids_seen import IdsSeen
from worker.engine.candidates_import import AT_ONCE, Refused, Row
from worker.engine.candidates_rows import Heading, who_of
from worker.whole_file import write_whole

_DELIMITERS = ",;\t|"
_LARGEST_CELL = 20_000
_OURS = ["line", "why"]
"""The columns that a file of refused rows begins with; where it is imported again they are passed over without a word."""


@dataclass(slots=True)
class Came:
    """How far an import came: noted after each batch, so that the same command goes on from there."""

    import_of: str
    """A digest of the file and of how it is read: another file, or another reading, begins anew."""
    rows: int = 0
    refused_bytes: int = 0
    counts: dict[str, int] = field(default_factory=dict)


_CAME = TypeAdapter(Came)


class PeopleFile:
    """A CSV file with a heading. Raises OSError where it cannot be read, ValueError where it is no text in `encoding`."""

    def __init__(self, path: Path, encoding: str) -> None:
        self.path, self._encoding = path, encoding
        self.size = path.stat().st_size
        with self._open() as file:
            first = file.readline()
        self._delimiter = max(_DELIMITERS, key=first.count)
        names = next(csv.reader([first], delimiter=self._delimiter), [])
        self._skipped = len(_OURS) if names[: len(_OURS)] == _OURS else 0
        self.names = names[self._skipped :]
        self.bytes_read = 0

    def digest(self, reading: str) -> str:
        """What tells this file, read in this way, from another."""
        about = self.path.stat()
        return hashlib.sha256(f"{about.st_size}/{about.st_mtime_ns}/{self._encoding}/{reading}".encode()).hexdigest()

    def batches(self, heading: Heading, after: int) -> Iterator[list[Row]]:
        """The rows after the first `after`, some hundreds at a time; each knows the row before it that it is at odds with."""
        csv.field_size_limit(_LARGEST_CELL)
        with self._open() as file, closing(IdsSeen()) as seen:
            reader = csv.reader(self._counted(file), delimiter=self._delimiter)
            next(reader, None)
            lines = ((reader.line_num, cells[self._skipped :]) for cells in reader if any(cell.strip() for cell in cells))
            rows = (Row(line, cells, seen.at_odds(line, *who_of(cells, heading))) for line, cells in lines)
            rest = islice(rows, after, None)
            while batch := list(islice(rest, AT_ONCE)):
                yield batch

    def _counted(self, file: IO[str]) -> Iterator[str]:
        for line in file:
            self.bytes_read += len(line)
            yield line.replace("\x00", "")

    def _open(self) -> IO[str]:
        encoding = "utf-8-sig" if self._encoding == "utf-8" else self._encoding
        return self.path.open(encoding=encoding, newline="")


class Progress:
    """Keeps how far it came beside the file, and writes the refused rows, each with its line and the reason."""

    def __init__(self, file: PeopleFile, reading: str, *, dry_run: bool) -> None:
        self._file = file
        self._state_path = file.path.with_name(f"{file.path.name}.imported")
        self.refused_path = file.path.with_name(f"{file.path.name}.{'would-refuse' if dry_run else 'refused'}.csv")
        digest = file.digest(reading)
        self.came = Came(digest) if dry_run else self._read(digest)
        if self.came.rows and self.refused_path.exists():  # a run that was cut off may have written more than it noted
            os.truncate(self.refused_path, min(self.came.refused_bytes, self.refused_path.stat().st_size))
        elif not self.came.rows:
            self.refused_path.unlink(missing_ok=True)

    def _read(self, digest: str) -> Came:
        try:
            found = _CAME.validate_json(self._state_path.read_bytes())
        except (FileNotFoundError, ValidationError):
            return Came(digest)
        return found if found.import_of == digest else Came(digest)

    def refuse(self, refused: Sequence[Refused]) -> None:
        """Write down what was refused."""
        if not refused:
            return
        heading = [*_OURS, *self._file.names] if not self.refused_path.exists() else None
        text = csv_text(heading or [], [[one.row.line, one.why, *one.row.cells] for one in refused])
        with self.refused_path.open("a", encoding="utf-8", newline="") as file:
            file.write(text if heading else text.partition("\n")[2])
        self.came.refused_bytes = self.refused_path.stat().st_size

    def note(self, rows: int, counts: dict[str, int]) -> None:
        """These many rows more are done."""
        self.came.rows += rows
        self.came.counts = counts
        write_whole(self._state_path, orjson.dumps(asdict(self.came)))

    def done(self) -> None:
        """The whole file is in: the same command begins anew."""
        self._state_path.unlink(missing_ok=True)
