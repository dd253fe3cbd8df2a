"""Inserts of many rows, and inserts that may meet a row already there: the constraint decides, on both databases."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeVar, cast

from sqlalchemy import Executable, LargeBinary, Table, select
from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from worker.store.base import Base
from worker.store.many import document, is_postgresql, recordset

_Made = TypeVar("_Made", bound=Base)


def dialect_insert(session: Session, model: type[Base]) -> PostgresInsert | SqliteInsert:
    """An INSERT of the session's own dialect; both know ON CONFLICT."""
    if is_postgresql(session):
        return postgres_insert(model)
    return sqlite_insert(model)


def insert_many(session: Session, model: type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Insert the rows, in order. All have the same keys."""
    if not rows:
        return
    if _as_document(session, model):
        session.connection().execute(from_rows(model, tuple(rows[0])), document(rows))
    else:
        session.connection().execute(sqlite_insert(table_of(model)), list(rows))


def insert_new(session: Session, model: type[Base], rows: Sequence[dict[str, Any]], *returned: str) -> set[tuple[Any, ...]]:
    """Insert the rows whose unique keys are not there yet; leave the others as they are. All have the same keys.

    Returns the columns named `returned` of those that were inserted; nothing when none are named.
    """
    if not rows:
        return set()
    if _as_document(session, model):
        found = session.connection().execute(_new_from_rows(model, tuple(rows[0]), returned), document(rows))
        return {tuple(row) for row in found} if returned else set()
    insert = dialect_insert(session, model).on_conflict_do_nothing()
    statement = insert.returning(*(table_of(model).c[name] for name in returned)) if returned else insert
    found = session.connection().execute(statement, list(rows))
    return {tuple(row) for row in found} if returned else set()


def upsert_many(session: Session, model: type[Base], rows: Sequence[dict[str, Any]], *key: str) -> None:
    """Insert the rows; those whose `key` is there already are overwritten. All have the same keys, and no two the same `key`."""
    if not rows:
        return
    at_once = _as_document(session, model)
    insert = from_rows(model, tuple(rows[0])) if at_once else dialect_insert(session, model)
    changed = {name: insert.excluded[name] for name in rows[0] if name not in key}
    statement = insert.on_conflict_do_update(index_elements=key, set_=changed)
    session.connection().execute(statement, document(rows) if at_once else list(rows))


def table_of(model: type[Base]) -> Table:
    """The model's table: statements on it do not make the session look at each row."""
    return cast(Table, model.__table__)


def made(model: type[_Made], **values: Any) -> _Made:
    """An object for `row_of`. Its own constructor, which keeps a session's books on each value, takes seven times as long."""
    one = model()
    one.__dict__.update(values)
    return one


def row_of(one: Base) -> dict[str, Any]:
    """What was made as an object, as a row to insert."""
    return {name: one.__dict__.get(name) for name in _names(type(one))}


@lru_cache(maxsize=64)
def _names(model: type[Base]) -> tuple[str, ...]:
    return tuple(column.key for column in table_of(model).c)


@lru_cache(maxsize=256)
def from_rows(model: type[Base], names: tuple[str, ...]) -> PostgresInsert:
    """An INSERT of every row of a `document`, on PostgreSQL; columns left out get their defaults."""
    table = table_of(model)
    given = recordset({name: table.c[name].type for name in names})
    return postgres_insert(table).from_select(names, select(*given.c))


@lru_cache(maxsize=256)
def _new_from_rows(model: type[Base], names: tuple[str, ...], returned: tuple[str, ...]) -> Executable:
    insert = from_rows(model, names).on_conflict_do_nothing()
    return insert.returning(*(table_of(model).c[name] for name in returned)) if returned else insert


def _as_document(session: Session, model: type[Base]) -> bool:
    """JSON holds no bytes."""
    return is_postgresql(session) and not any(isinstance(column.type, LargeBinary) for column in table_of(model).c)
