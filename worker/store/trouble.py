"""Trouble: what a database said when it could not be used, in a line that can be shown."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError, SQLAlchemyError


def cause_of(error: SQLAlchemyError) -> str:
    """The driver's own first line, without the statement and its values; else the kind of error."""
    said = str(error.orig).strip() if isinstance(error, DBAPIError) else ""
    # libpq begins with where it was connecting to, which whoever asks has said themselves.
    return said.split("\n", 1)[0].removeprefix("connection failed: ") or type(error).__name__
