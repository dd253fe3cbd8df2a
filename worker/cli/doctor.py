"""`rapport doctor`: is everything in place, and if not, what to do."""

from __future__ import annotations

import typer

from worker.cli._printing import clean

_COLOURS = {"✓": typer.colors.GREEN, "✗": typer.colors.RED, "!": typer.colors.YELLOW}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", rich_help_panel="Operations")(doctor)


def doctor() -> None:
    """Check settings, database, Redis, mail and addresses: one line each, with how to mend it. Status 1 on any ✗.

    Example: rapport doctor
    """
    from worker.doctor.examine import examine
    from worker.doctor.finding import Mark

    is_wrong = False
    for finding in examine():
        typer.secho(clean(finding), fg=_COLOURS[finding.mark])
        is_wrong = is_wrong or finding.mark is Mark.WRONG
    raise typer.Exit(1 if is_wrong else 0)
