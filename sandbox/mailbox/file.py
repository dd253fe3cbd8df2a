"""The SQLite file itself: one connection, one lock, one writer at a time."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sandbox.mailbox.schema import SCHEMA


class MailboxFile:
    """Opens (and makes) the file. Outlives a killed process; a power cut may cost the last moments (synchronous=OFF)."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(path, check_same_thread=False, isolation_level=None, timeout=30)
        self._connection.row_factory = sqlite3.Row
        for pragma in ("journal_mode=WAL", "synchronous=OFF", "temp_store=MEMORY", "cache_size=-32000"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.executescript(SCHEMA)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is in the file when the block ends, or nothing."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    @contextmanager
    def still(self) -> Iterator[None]:
        """Nothing is written while the block runs: several readings in it are of one moment."""
        with self._lock:
            yield

    def rows(self, query: str, values: tuple[object, ...] = ()) -> list[sqlite3.Row]:
        """All rows of a query."""
        with self._lock:
            return self._connection.execute(query, values).fetchall()

    def number(self, query: str, values: tuple[object, ...] = ()) -> float | None:
        """The first column of the first row, a number or None."""
        with self._lock:
            row = self._connection.execute(query, values).fetchone()
        return None if row is None or row[0] is None else float(row[0])

    def close(self) -> None:
        """Lets go of the file."""
        with self._lock:
            self._connection.close()
