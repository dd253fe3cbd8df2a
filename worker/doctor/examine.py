"""All checks, in the order in which one would mend them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from worker.doctor.address_check import check_addresses
from worker.doctor.database_check import check_database
from worker.doctor.finding import Finding, Mark, good
from worker.doctor.imap_check import check_imap
from worker.doctor.provider_check import check_provider
from worker.doctor.redis_check import check_redis
from worker.doctor.smtp_check import check_smtp
from worker.settings import SettingsError, load_settings


def examine(environ: Mapping[str, str] | None = None) -> Iterator[Finding]:
    """Everything there is to say about `environ` (default: the process's own); settings that are refused end it."""
    try:
        settings = load_settings(environ)
    except SettingsError as error:
        yield from (Finding(Mark.WRONG, "Settings", problem.rstrip(".")) for problem in error.problems)
        return
    how = "the embedded default: no letter leaves this machine" if settings.embedded else "production's, complete"
    yield good("Settings", how)
    yield from check_database(settings)
    yield from check_redis(settings)
    yield from check_provider(settings)
    yield from check_smtp(settings)
    yield from check_addresses(settings)
    yield from check_imap(settings)
