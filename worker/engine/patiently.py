"""Patiently: what a provider answered is written down even if the database is away for a moment."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from sqlalchemy.exc import OperationalError

_log = structlog.get_logger(__name__)
_ATTEMPTS = 5


def patiently(record: Callable[[], None]) -> None:
    """Record answers; a database that restarts, or chose us in a deadlock, is waited for: what is not recorded is in doubt.

    `record` is one transaction. Raises OperationalError when the database stays away, after some ten seconds.
    """
    for attempt in range(1, _ATTEMPTS):
        try:
            return record()
        except OperationalError:
            _log.warning("answers could not be recorded; trying again", attempt=attempt)
            time.sleep(attempt)
    return record()
