"""`rapport up`: the whole stack on this machine, until Ctrl-C."""

from __future__ import annotations

import sys

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("up", rich_help_panel="Trial")(up)


def up() -> None:
    """Run the whole stack on this machine until Ctrl-C: release first, then web, intake, clock and workers, kept running.

    With the embedded default also a private Redis and the sandbox.

    Example: PORT=8100 rapport up
    """
    from worker.settings import load_settings
    from worker.up.command import run_up
    from worker.up.redis_server import RedisMissingError
    from worker.up.taken import TakenError

    settings = load_settings()
    try:
        status = run_up(settings)
    except (TakenError, RedisMissingError) as problem:
        print(problem, file=sys.stderr)
        raise typer.Exit(1) from None
    raise typer.Exit(status)
