"""Letters in the mailbox file: kept, listed, searched."""

# ruff: noqa: S608 - only constants of this file are put together into SQL; values are bound

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import orjson

from sandbox.letter import Letter
from sandbox.mailbox.file import MailboxFile

_COLUMNS = (
    "id, call_id, call_index, at, to_email, to_name, from_email, from_name, subject, html, text, reply_to, reply_to_name,"
    " headers, custom_args, categories, attachments, track_opens, track_clicks, send_at"
)
_INSERT = f"INSERT INTO letters ({_COLUMNS}) VALUES ({', '.join('?' * 20)})"
_SEARCH = "(to_email LIKE ? ESCAPE '\\' OR to_name LIKE ? ESCAPE '\\' OR subject LIKE ? ESCAPE '\\' OR text LIKE ? ESCAPE '\\')"


class Letters:
    """Reads and adds letters. Ids grow by one and are handed out here: there is one writer."""

    def __init__(self, file: MailboxFile) -> None:
        self._file = file
        self.count = int(file.number("SELECT count(*) FROM letters") or 0)
        self._last_id = int(file.number("SELECT max(id) FROM letters") or 0)

    def reserve(self, how_many: int) -> int:
        """The first of so many new ids."""
        first = self._last_id + 1
        self._last_id += how_many
        return first

    def add(self, connection: sqlite3.Connection, letters: Sequence[Letter]) -> None:
        """Adds letters within the caller's transaction."""
        connection.executemany(_INSERT, [_row(letter) for letter in letters])
        self.count += len(letters)

    def get(self, letter_id: int) -> Letter | None:
        """One letter."""
        rows = self._file.rows(f"SELECT {_COLUMNS} FROM letters WHERE id = ?", (letter_id,))
        return _letter(rows[0]) if rows else None

    def after(self, after: int, limit: int, to: str | None = None) -> list[Letter]:
        """Letters with a greater id, oldest first; only those to one address where given."""
        where, values = ("id > ?", [after]) if to is None else ("id > ? AND to_email = ?", [after, to])
        rows = self._file.rows(f"SELECT {_COLUMNS} FROM letters WHERE {where} ORDER BY id LIMIT ?", (*values, limit))
        return [_letter(row) for row in rows]

    def newest(self, search: str, offset: int, limit: int) -> list[Letter]:
        """Letters, newest first, that hold every word of `search` in address, name, subject or text."""
        where, values = _where(search)
        rows = self._file.rows(
            f"SELECT {_COLUMNS} FROM letters WHERE {where} ORDER BY id DESC LIMIT ? OFFSET ?", (*values, limit, offset)
        )
        return [_letter(row) for row in rows]

    def found(self, search: str) -> int:
        """How many letters a search finds."""
        where, values = _where(search)
        return int(self._file.number(f"SELECT count(*) FROM letters WHERE {where}", values) or 0)


def _where(search: str) -> tuple[str, tuple[object, ...]]:
    words = search.split()[:8]
    if not words:
        return "1", ()
    likes = ["%" + word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%" for word in words]
    return " AND ".join([_SEARCH] * len(words)), tuple(like for like in likes for _ in range(4))


def _row(letter: Letter) -> tuple[object, ...]:
    return (
        letter.id, letter.call_id, letter.index, letter.at, letter.to_email, letter.to_name, letter.from_email,
        letter.from_name, letter.subject, letter.html, letter.text, letter.reply_to, letter.reply_to_name,
        orjson.dumps(letter.headers), orjson.dumps(letter.custom_args), orjson.dumps(letter.categories),
        orjson.dumps(letter.attachments), letter.track_opens, letter.track_clicks, letter.send_at,
    )  # fmt: skip


def _letter(row: sqlite3.Row) -> Letter:
    return Letter(
        id=row["id"], call_id=row["call_id"], index=row["call_index"], at=row["at"], to_email=row["to_email"],
        to_name=row["to_name"], from_email=row["from_email"], from_name=row["from_name"], subject=row["subject"],
        html=row["html"], text=row["text"], reply_to=row["reply_to"], reply_to_name=row["reply_to_name"],
        headers=orjson.loads(row["headers"]), custom_args=orjson.loads(row["custom_args"]),
        categories=orjson.loads(row["categories"]), attachments=orjson.loads(row["attachments"]),
        track_opens=bool(row["track_opens"]), track_clicks=bool(row["track_clicks"]), send_at=row["send_at"],
    )  # fmt: skip
