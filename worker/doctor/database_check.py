"""The database: within reach, and at the revision this code is written for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.exc import SQLAlchemyError

from worker.doctor.finding import Finding, good, note, wrong
from worker.store.database import Database
from worker.store.migrate import current, head
from worker.store.trouble import cause_of

_SUBJECT = "Database"


def check_database(url: str, *, embedded: bool) -> Iterator[Finding]:
    """What is known about `DATABASE_URL`."""
    shown = make_url(url).render_as_string(hide_password=True)
    if shown.startswith("sqlite") and not _file_exists(url):
        made = "`rapport up` makes it" if embedded else "Run `rapport migrate`"
        yield note(_SUBJECT, f"{shown} is not there yet", made)
        return
    database = Database(url, pool_size=1)
    try:
        with database.read() as session:
            session.execute(text("SELECT 1"))
        at = current(database)
    except SQLAlchemyError as error:
        yield wrong(_SUBJECT, f"{shown} cannot be used ({cause_of(error)})", "Start it, or correct DATABASE_URL")
        return
    finally:
        database.close()
    if at == head():
        yield good(_SUBJECT, f"{shown} answers, migrations at head ({at})")
    else:
        yield wrong(_SUBJECT, f"{shown} is at revision {at or 'none'}, this code needs {head()}", "Run `rapport migrate`")
    if shown.startswith("sqlite") and not embedded:
        yield note(_SUBJECT, "SQLite serves one machine only", "Use PostgreSQL to scale out")


def _file_exists(url: str) -> bool:
    name = make_url(url).database
    return bool(name) and Path(str(name)).exists()
