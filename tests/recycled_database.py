"""Databases for tests, used again: emptying one takes 3 ms, making and dropping one on PostgreSQL more than 100.

What is used again keeps its URL, and for a URL there is one engine, with all the statements that SQLAlchemy has compiled for it.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from functools import cache
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from worker.store.database import Database
from worker.store.migrate import upgrade

_BIG_BYTES = 40_000_000
"""A database that has grown so far is not used again: what is deleted still lies about, and statistics remember it."""


@cache
def _opened(url: str) -> Database:
    return Database(url)


def database_at(url: str) -> Database:
    """A database as a process of its own would open it, but that all of the same URL share an engine."""
    return copy(_opened(url))


class SqliteFile:
    """One migrated file, empty again for each test."""

    def __init__(self, folder: Path) -> None:
        self._template, self._path = folder / "template.sqlite3", folder / "rapport.sqlite3"
        upgrade(f"sqlite:///{self._template}")

    def emptied(self) -> str:
        """The URL of the file, a new one in the old one's place."""
        url = f"sqlite:///{self._path}"
        _opened(url).close()  # a connection that somebody left would go on with the old file
        for left in self._path.parent.glob(f"{self._path.name}*"):
            left.unlink()
        return self.laid(self._path)

    def laid(self, path: Path) -> str:
        """The URL of an empty file at a place of the test's own."""
        shutil.copy(self._template, path)
        return f"sqlite:///{path}"


class DatabaseMaker:
    """Hands out migrated, empty databases of one server, each to one test at a time."""

    def __init__(self, server: str, template: str, prefix: str) -> None:
        self._server, self._template, self._prefix = server, template, prefix
        self._numbers = count(1)
        self._free: list[str] = []
        self._shape: list[tuple[object, ...]] | None = None

    @contextmanager
    def lend(self, *, new: bool = False) -> Iterator[str]:
        """The URL of an empty database, its own until the block ends; `new` for one whose rows were never counted."""
        name = self._free.pop() if self._free and not new else self._made()
        yield named(self._server, name)
        if self._emptied(name):
            self._free.append(name)
        else:
            self._drop(name)

    def close(self) -> None:
        """Drop what is left."""
        while self._free:
            self._drop(self._free.pop())

    def _made(self) -> str:
        name = f"{self._prefix}_{next(self._numbers)}"
        made = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(self._template))
        with connect(self._server) as admin:
            admin.execute(made)
        return name

    def _drop(self, name: str) -> None:
        with connect(self._server) as admin:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _emptied(self, name: str) -> bool:
        """Whether it is as new again: not when the test changed its tables, filled it, or lacks the rights here."""
        try:
            with connect(named(self._server, name)) as session:
                session.execute(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
                grown = session.execute("SELECT pg_database_size(current_database()) > %s", (_BIG_BYTES,)).fetchone()
                if grown != (False,) or _shape(session) != self._template_shape():
                    return False
                session.execute(_emptying(session))
        except psycopg.Error:
            return False
        return True

    def _template_shape(self) -> list[tuple[object, ...]]:
        if self._shape is None:
            with connect(named(self._server, self._template)) as session:
                self._shape = _shape(session)
        return self._shape


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """A connection that commits each statement."""
    plain = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)


def named(server: str, name: str) -> str:
    """The URL of one database of the server, for SQLAlchemy."""
    return make_url(server).set(drivername="postgresql+psycopg", database=name).render_as_string(hide_password=False)


def _shape(session: psycopg.Connection[tuple[object, ...]]) -> list[tuple[object, ...]]:
    """Every table, index and sequence, and how many columns each has; and the version the tables say they are at."""
    query = "SELECT relname, relkind, relnatts FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY relname"
    versions = session.execute("SELECT version_num, 'version', 0 FROM alembic_version").fetchall()
    return session.execute(query).fetchall() + versions


def _emptying(session: psycopg.Connection[tuple[object, ...]]) -> sql.Composed:
    """All tables emptied and all sequences begun anew, in one go; no foreign key is looked at while everything goes."""
    steps: list[sql.Composable] = [sql.SQL("SET session_replication_role = replica")]
    for name, kind, _ in _shape(session):
        if kind in ("r", "S") and name != "alembic_version":
            step = sql.SQL("ALTER SEQUENCE {} RESTART" if kind == "S" else "DELETE FROM {}")
            steps.append(step.format(sql.Identifier(str(name))))
    return sql.SQL("; ").join(steps)
