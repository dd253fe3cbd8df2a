"""`rapport demo`: a year of candidate events in two minutes, through the real processes, checked at the end."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo", rich_help_panel="Trial")(demo)


def demo(
    small: Annotated[
        bool, typer.Option("--small", help="Six weeks with about 40 people, instead of a year with more than 350.")
    ] = False,
    seed: Annotated[int | None, typer.Option(help="Another script: other people, other fates. Default: always the same.")] = None,
    keep_running: Annotated[
        bool, typer.Option("--keep-running", help="Leave everything running at the end, until Ctrl-C.")
    ] = False,
) -> None:
    """Play a year: events through all doors, people who answer, time stepped from one due instant to the next.

    Runs in a data folder of its own (`demo` inside RAPPORT_DATA_DIR), with the embedded default whatever the environment says:
    no letter can leave this machine. Ends by itself; status 1 when a letter was sent twice, after a no, at a bad hour, or lost.

    Example: rapport demo --small
    """
    from rich.console import Console

    from demo.run import Options, run_demo
    from demo.script.year import DEFAULT_SEED
    from demo.stack import StackError
    from worker.up.redis_server import RedisMissingError, find_redis_server
    from worker.up.taken import TakenError

    options = Options(small=small, seed=DEFAULT_SEED if seed is None else seed, keep_running=keep_running)
    try:
        find_redis_server()
        status = run_demo(os.environ, options, Console())
    except (TakenError, RedisMissingError, StackError) as problem:
        print(problem, file=sys.stderr)
        raise typer.Exit(1) from None
    raise typer.Exit(status)
