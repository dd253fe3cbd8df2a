"""How an operator's command begins and ends: with the parts it works with, and with a sentence when it cannot do it."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from sqlalchemy.exc import OperationalError, ProgrammingError

from worker.app import build_parts
from worker.cli._printing import clean
from worker.engine.lookup import NotFound
from worker.engine.parts import Parts
from worker.logs import configure
from worker.settings import load_settings

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
    settings = load_settings()
    configure(settings.log_format, to="stderr", level=logging.ERROR)
    parts = build_parts(settings)
    try:
        yield parts
    except NotFound as missing:
        fail(missing)
    except (OperationalError, ProgrammingError) as error:
        start = "Has `rapport up` run on this data folder? Else" if settings.embedded else "Is it up, and at head?"
        fail(f"The database does not answer as it should ({_cause(error)}). {start} see: rapport migrate")
    finally:
        parts.database.close()


def _cause(error: OperationalError | ProgrammingError) -> str:
    """The driver's own first line, without the statement."""
    return str(error.orig).strip().split("\n", 1)[0]
