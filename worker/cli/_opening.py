"""How an operator's command begins and ends: with the parts it works with, and with a sentence when it cannot do it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError

from worker.app import build_parts
from worker.cli._printing import clean
from worker.engine.lookup import NotFound
from worker.engine.parts import Parts
from worker.logs import configure
from worker.settings import Settings, load_settings
from worker.settings_begun import is_begun
from worker.store.database import Database
from worker.store.migrate import current, head
from worker.store.trouble import cause_of

FAILED = 1


def fail(sentence: object) -> NoReturn:
    """End the command with status 1 and a sentence that says what to do."""
    print(clean(sentence), file=sys.stderr)
    raise typer.Exit(FAILED)


@contextmanager
def opened() -> Iterator[Parts]:
    """The parts of this installation, for one command. What cannot be found, or a database away, ends it with a sentence.

    Hints go nowhere: the clock's sweep finds what the command leaves in the database.
    """
    settings = settings_of_begun()
    configure(settings.log_format, to="stderr", level=logging.ERROR)
    parts = build_parts(settings)
    try:
        with answering(parts.database):
            yield parts
    except NotFound as missing:
        fail(missing)
    finally:
        parts.database.close()


def settings_of_begun() -> Settings:
    """The settings of an installation that there is: to ask is not to begin one, so nothing is made."""
    if not is_begun():
        fail("There is no installation in this data folder yet. Begin a trial with `rapport up`; else set RAPPORT_DATA_DIR.")
    return load_settings()


@contextmanager
def answering(database: Database) -> Iterator[None]:
    """A database that cannot answer ends the command with a sentence that says why and what to do."""
    try:
        yield
    except (OperationalError, ProgrammingError) as error:
        fail(_why(database, error))


def _why(database: Database, error: OperationalError | ProgrammingError) -> str:
    try:
        at = current(database)
    except SQLAlchemyError:
        return f"The database does not answer ({cause_of(error)}). Is it up? `rapport doctor` says more."
    if at is None:
        return "The database is empty: nobody has set it up yet. Run `rapport migrate`; for a trial, `rapport up`."
    if at != head():
        return f"The database is at version {at}, and this code is written for {head()}. Run `rapport release`."
    return f"The database could not do that ({cause_of(error)}). `rapport doctor` says more."
