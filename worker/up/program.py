"""What `rapport up` runs: which programs, in which order, with how much grace."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from worker.settings import Settings

_GRACE_SECONDS = 15
"""What a process gets to stop, beside the longest call it may be in."""


@dataclass(frozen=True, slots=True)
class Program:
    """One process that is kept running."""

    name: str
    command: Sequence[str]
    grace_seconds: int = _GRACE_SECONDS
    is_ground: bool = False
    """Started before `release` and stopped last: what the others stand on."""


def rapport(*arguments: str) -> list[str]:
    """The command line of a `rapport` subcommand."""
    return [sys.executable, "-m", "worker.cli", *arguments]


def programs(settings: Settings) -> list[Program]:
    """All of the stack: the Procfile's lines, and with the embedded default the private Redis and the sandbox."""
    ground = [
        Program("redis", rapport("private-redis"), is_ground=True),
        Program("sandbox", rapport("sandbox", "--walk"), is_ground=True),
    ]
    longest = _GRACE_SECONDS + round(settings.transport_timeout_seconds)
    workers = [
        Program(f"worker-{number}" if settings.worker_processes > 1 else "worker", rapport("worker"), grace_seconds=longest)
        for number in range(1, settings.worker_processes + 1)
    ]
    return [
        *(ground if settings.embedded else []),
        *(Program(name, rapport(name)) for name in ("web", "intake", "clock")),
        *workers,
        *([Program("imap", rapport("imap"))] if settings.imap_url else []),
    ]
