"""What people are going to do, as rows with a due instant on the handed-in clock."""

# ruff: noqa: S608 - only constants of this file are put together into SQL; values are bound

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from sandbox.mailbox.file import MailboxFile


@dataclass(frozen=True, slots=True)
class NewReaction:
    """Somebody will do `act` on a letter at `due`."""

    letter_id: int
    act: str
    due: float
    args: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reaction:
    """A reaction in the file. `state`: pending, done, or failed."""

    id: int
    letter_id: int
    act: str
    args: dict[str, str]
    due: float
    state: str
    attempts: int
    ran_at: float | None
    note: str


_COLUMNS = "id, letter_id, act, args, due, state, attempts, ran_at, note"


class Reactions:
    """Rows of what is due. A row stays pending until what it did is stored in the same transaction."""

    def __init__(self, file: MailboxFile) -> None:
        self._file = file

    def add(self, connection: sqlite3.Connection, reactions: Sequence[NewReaction]) -> int:
        """Adds reactions within the caller's transaction; answers the last one's id."""
        last = 0
        for new in reactions:
            cursor = connection.execute(
                "INSERT INTO reactions (letter_id, act, args, due, state) VALUES (?, ?, ?, ?, 'pending')",
                (new.letter_id, new.act, orjson.dumps(dict(new.args)), new.due),
            )
            last = cursor.lastrowid or 0
        return last

    def due(self, handed: float, real: float, limit: int) -> list[Reaction]:
        """Reactions due by now, in the order of their instants."""
        return self._read("state = 'pending' AND due <= ? AND next_try <= ? ORDER BY due, id LIMIT ?", (handed, real, limit))

    def done(self, connection: sqlite3.Connection, reaction: Reaction, handed: float, note: str) -> None:
        """It happened."""
        connection.execute(
            "UPDATE reactions SET state = 'done', ran_at = ?, note = ?, attempts = attempts + 1 WHERE id = ?",
            (handed, note, reaction.id),
        )

    def again(self, reaction: Reaction, next_try: float, note: str) -> None:
        """It did not work yet: due again at `next_try` of the real clock."""
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE reactions SET attempts = attempts + 1, next_try = ?, note = ? WHERE id = ?", (next_try, note, reaction.id)
            )

    def failed(self, reaction: Reaction, handed: float, note: str) -> None:
        """It cannot be done."""
        with self._file.writing() as connection:
            connection.execute(
                "UPDATE reactions SET state = 'failed', ran_at = ?, note = ?, attempts = attempts + 1 WHERE id = ?",
                (handed, note, reaction.id),
            )

    def try_again(self) -> None:
        """Whatever did not work yet is tried at once: a new run is a new chance."""
        with self._file.writing() as connection:
            connection.execute("UPDATE reactions SET next_try = 0 WHERE state = 'pending'")

    def count_due(self, handed: float) -> int:
        """How many are due by now, those being done just now included."""
        return int(self._file.number("SELECT count(*) FROM reactions WHERE state = 'pending' AND due <= ?", (handed,)) or 0)

    def next_due(self, handed: float) -> float | None:
        """When the next one is due after now."""
        return self._file.number("SELECT min(due) FROM reactions WHERE state = 'pending' AND due > ?", (handed,))

    def about(self, letter_id: int) -> list[Reaction]:
        """All reactions to one letter, in order."""
        return self._read("letter_id = ? ORDER BY due, id", (letter_id,))

    def lost(self) -> list[Reaction]:
        """Reactions that could not be done."""
        return self._read("state = 'failed' ORDER BY id", ())

    def get(self, reaction_id: int) -> Reaction | None:
        """One reaction."""
        found = self._read("id = ?", (reaction_id,))
        return found[0] if found else None

    def _read(self, where: str, values: tuple[object, ...]) -> list[Reaction]:
        rows = self._file.rows(f"SELECT {_COLUMNS} FROM reactions WHERE {where}", values)
        return [Reaction(**{**dict(row), "args": orjson.loads(row["args"])}) for row in rows]
