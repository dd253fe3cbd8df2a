"""Which ids a file's rows had so far, and with which address: of two people under one id, one would become the other."""

from __future__ import annotations

import sqlite3


class IdsSeen:
    """Kept in a temporary file of SQLite's, which goes with it: memory does not grow with the rows."""

    def __init__(self) -> None:
        self._kept = sqlite3.connect("", isolation_level=None)
        self._kept.execute("PRAGMA journal_mode = OFF")
        self._kept.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, address TEXT, line INTEGER) WITHOUT ROWID")

    def at_odds(self, line: int, said_id: str, address: str) -> int | None:
        """The line of an earlier row that gave this id to another address; None where nothing speaks against the row."""
        if not said_id or not address:
            return None
        known = self._kept.execute("SELECT address, line FROM seen WHERE id = ?", (said_id,)).fetchone()
        if known is None:
            self._kept.execute("INSERT INTO seen VALUES (?, ?, ?)", (said_id, address, line))
            return None
        return int(known[1]) if known[0] != address else None

    def close(self) -> None:
        """Take the file away."""
        self._kept.close()
