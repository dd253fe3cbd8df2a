"""All checks, in the order in which one would mend them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress

from worker.doctor.address_check import check_addresses
from worker.doctor.database_check import check_database
from worker.doctor.finding import Finding, Mark, good, note
from worker.doctor.imap_check import check_imap
from worker.doctor.provider_check import check_provider
from worker.doctor.redis_check import check_redis
from worker.doctor.smtp_check import check_smtp
from worker.settings import SettingsError, load_settings
from worker.settings_parse import database_url


def examine(environ: Mapping[str, str] | None = None) -> Iterator[Finding]:
    """Everything there is to say about `environ` (default: the process's own); of refused settings, what can still be said."""
    try:
        settings = load_settings(environ)
    except SettingsError as error:
        yield from (Finding(Mark.WRONG, "Settings", problem.rstrip(".")) for problem in error.problems)
        yield note("Settings", "more is not looked at before these are right", "Each is explained in docs/settings.md")
        yield from _reached(os.environ if environ is None else environ)
        return
    how = "the embedded default: no letter leaves this machine" if settings.embedded else "production's, complete"
    yield good("Settings", how)
    yield from check_database(settings.database_url, embedded=settings.embedded)
    yield from check_redis(settings.redis_url, embedded=settings.embedded)
    yield from check_provider(settings)
    yield from check_smtp(settings)
    yield from check_addresses(settings)
    yield from check_imap(settings)


def _reached(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Whether the two that everything stands on are there."""
    with suppress(ValueError):  # said already: it is no URL
        if url := environ.get("DATABASE_URL"):
            yield from check_database(database_url(url), embedded=False)
    if url := environ.get("REDIS_URL"):
        yield from check_redis(url, embedded=False)
