"""Inserts that may meet a row already there: the constraint decides, on both databases."""

from __future__ import annotations

from typing import Any

from sqlalchemy.dialects.postgresql import Insert as PostgresInsert
from sqlalchemy.dialects.postgresql import insert as postgres_insert
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from worker.store.base import Base


def dialect_insert(session: Session, model: type[Base]) -> PostgresInsert | SqliteInsert:
    """An INSERT of the session's own dialect; both know ON CONFLICT."""
    if session.get_bind().dialect.name == "postgresql":
        return postgres_insert(model)
    return sqlite_insert(model)


def insert_new(session: Session, model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Insert the rows whose unique keys are not there yet; leave the others as they are."""
    if rows:
        session.execute(dialect_insert(session, model).on_conflict_do_nothing(), rows)
