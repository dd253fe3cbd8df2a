"""`rapport bench`: figures with their floors, taken on this machine now."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Trial")(bench)


def bench(
    letters: Annotated[int, typer.Option(help="How many rejections to send letters for.")] = 10_000,
    quiet: Annotated[int, typer.Option(help="How many quiet enrollments stand around the due ones.")] = 1_000_000,
    readers: Annotated[int, typer.Option(help="How many people an issue of a newsletter goes to.")] = 100_000,
    out: Annotated[Path, typer.Option(help="Where the figures are written.")] = Path(".rapport/bench.json"),
) -> None:
    """Measure speed and memory, each beside a floor of the same run. Needs PostgreSQL (`make bench` brings one).

    Example: rapport bench --letters 2000
    """
    from bench.due_claim import due_claim
    from bench.event_to_letter import event_to_letter
    from bench.ground import BenchCannotRun, ground
    from bench.newsletter import newsletter
    from bench.result import show, write
    from bench.smtp import smtp_letters

    console = Console()
    try:
        with console.status("starting PostgreSQL, Redis and the sink") as status, ground() as where:
            status.update(f"{letters:,} rejections to letters")
            rows = event_to_letter(where, letters)
            status.update(f"5,000 due among {quiet:,}")
            rows += due_claim(where, quiet)
            status.update(f"a newsletter to {readers:,}")
            rows += newsletter(where, readers)
            status.update("letters by SMTP")
            rows += smtp_letters()
    except BenchCannotRun as error:
        console.print(f"[red]{error}[/red]")
        raise typer.Exit(1) from error
    show(rows, console)
    write(rows, out)
    console.print(f"written to {out}")
