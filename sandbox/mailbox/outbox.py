"""What is still to be posted back, and what became of it. A row leaves `pending` only when the other side has answered."""

# ruff: noqa: S608 - only constants of this file are put together into SQL; values are bound

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sandbox.mailbox.file import MailboxFile

Kind = Literal["event", "inbound"]


@dataclass(frozen=True, slots=True)
class Post:
    """Something to be posted about a letter. `hold`: not before this handed-in second; `copies`: how many times in all."""

    letter_id: int
    kind: Kind
    name: str
    body: bytes
    hold: float = 0.0
    copies: int = 1
    alone: bool = False
    """Never in one batch with others."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A post that waits, with its row id."""

    id: int
    letter_id: int
    name: str
    body: bytes
    copies: int
    alone: bool
    attempts: int
    first_try: float


@dataclass(frozen=True, slots=True)
class Record:
    """What became of a post, for reading."""

    id: int
    letter_id: int
    kind: str
    name: str
    body: bytes
    state: str
    """pending, posted, dropped (refused for good), or kept (there is nowhere to post to)."""
    attempts: int
    posted_at: float | None
    answer: str


_RECORD = "id, letter_id, kind, name, body, state, attempts, posted_at, answer"


class Outbox:
    """Rows of webhooks and inbound mail. `kept` kinds have no address to be posted to."""

    def __init__(self, file: MailboxFile, kept: frozenset[Kind]) -> None:
        self._file = file
        self._kept = kept

    def add(self, connection: sqlite3.Connection, posts: Sequence[Post]) -> None:
        """Adds posts within the caller's transaction."""
        connection.executemany(
            "INSERT INTO outbox (letter_id, kind, name, body, hold, copies, alone, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (p.letter_id, p.kind, p.name, p.body, p.hold, p.copies, p.alone, "kept" if p.kind in self._kept else "pending")
                for p in posts
            ],
        )

    def waiting(
        self, kind: Kind, handed: float, real: float, limit: int, letters: tuple[int, int] | None = None
    ) -> list[Waiting]:
        """What may be posted now, oldest first; only about letters between two ids where given."""
        more, values = ("", ()) if letters is None else (" AND letter_id BETWEEN ? AND ?", letters)
        rows = self._file.rows(
            "SELECT id, letter_id, name, body, copies, alone, attempts, first_try FROM outbox"
            f" WHERE state = 'pending' AND kind = ? AND hold <= ? AND next_try <= ?{more} ORDER BY id LIMIT ?",
            (kind, handed, real, *values, limit),
        )
        return [Waiting(**{**dict(row), "alone": bool(row["alone"])}) for row in rows]

    def posted(self, posts: Sequence[Waiting], handed: float, answer: str) -> None:
        """The other side took them; a post with copies left waits for its next turn."""
        with self._file.writing() as connection:
            connection.executemany(
                "UPDATE outbox SET copies = copies - 1, state = CASE WHEN copies > 1 THEN 'pending' ELSE 'posted' END,"
                " posted_at = ?, answer = ?, attempts = attempts + 1 WHERE id = ?",
                [(handed, answer, post.id) for post in posts],
            )

    def failed(self, posts: Sequence[Waiting], real: float, next_try: float, answer: str) -> None:
        """No good answer: due again at `next_try` of the real clock."""
        with self._file.writing() as connection:
            connection.executemany(
                "UPDATE outbox SET attempts = attempts + 1, next_try = ?, answer = ?,"
                " first_try = CASE WHEN first_try = 0 THEN ? ELSE first_try END WHERE id = ?",
                [(next_try, answer, real, post.id) for post in posts],
            )

    def dropped(self, posts: Sequence[Waiting], handed: float, answer: str) -> None:
        """Refused for good, and lost to the other side."""
        with self._file.writing() as connection:
            connection.executemany(
                "UPDATE outbox SET state = 'dropped', attempts = attempts + 1, posted_at = ?, answer = ? WHERE id = ?",
                [(handed, answer, post.id) for post in posts],
            )

    def try_again(self) -> None:
        """Whatever waits after a failure may go at once: a new run is a new chance."""
        with self._file.writing() as connection:
            connection.execute("UPDATE outbox SET next_try = 0 WHERE state = 'pending'")

    def pending(self, handed: float) -> int:
        """How many posts wait that may already go, or are on their way."""
        return int(self._file.number("SELECT count(*) FROM outbox WHERE state = 'pending' AND hold <= ?", (handed,)) or 0)

    def next_hold(self, handed: float) -> float | None:
        """When the next held post may go."""
        return self._file.number("SELECT min(hold) FROM outbox WHERE state = 'pending' AND hold > ?", (handed,))

    def about(self, letter_id: int) -> list[Record]:
        """All posts about one letter, oldest first."""
        return [
            Record(**dict(row))
            for row in self._file.rows(f"SELECT {_RECORD} FROM outbox WHERE letter_id = ? ORDER BY id", (letter_id,))
        ]

    def names(self, letter_ids: Sequence[int]) -> dict[int, list[str]]:
        """What happened to each of some letters, by the names of what was posted about it, oldest first."""
        marks = ", ".join("?" * len(letter_ids))
        found: dict[int, list[str]] = {}
        query = f"SELECT letter_id, name FROM outbox WHERE letter_id IN ({marks}) ORDER BY id"
        for row in self._file.rows(query, tuple(letter_ids)):
            names = found.setdefault(row["letter_id"], [])
            if row["name"] not in names:
                names.append(row["name"])
        return found

    def lost(self) -> list[Record]:
        """Posts that were refused for good."""
        return [
            Record(**dict(row)) for row in self._file.rows(f"SELECT {_RECORD} FROM outbox WHERE state = 'dropped' ORDER BY id")
        ]
