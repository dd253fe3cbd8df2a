"""`rapport private-redis`: the embedded default's Redis, in the foreground."""

from __future__ import annotations

import os
import sys

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("private-redis", hidden=True)(private_redis)


def private_redis() -> None:
    """Become the private Redis of the data folder; it ends when whoever started it ends."""
    from worker.embedded import redis_socket
    from worker.settings import load_settings
    from worker.up.redis_server import RedisMissingError, find_redis_server, redis_command
    from worker.up.tied import tied_to

    settings = load_settings()
    if not settings.embedded:
        print("There is no private Redis beside production's settings: REDIS_URL names the one to use.", file=sys.stderr)
        raise typer.Exit(2)
    folder = settings.data_dir / "redis"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        command = redis_command(find_redis_server(), redis_socket(settings.data_dir), folder)
    except RedisMissingError as missing:
        print(missing, file=sys.stderr)
        raise typer.Exit(1) from None
    sys.stdout.flush()
    become = tied_to(os.getppid(), command)
    os.execv(become[0], become)  # noqa: S606
