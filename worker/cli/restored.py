"""`rapport restored`: after a backup was restored, so that nothing that has left since leaves again."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from worker.cli._opening import fail, opened
from worker.cli._printing import clean, counted
from worker.engine.restored import NotOnHold, doubt_since_backup


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(rich_help_panel="Operations")(restored)


def restored(
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it, only says what it does.")] = False,
    by: Annotated[str | None, typer.Option(help="Your name. Default: the user of this machine.")] = None,
) -> None:
    """Put in doubt whatever may have left since the backup that was restored; while everything is on hold.

    What is in doubt is not sent again; the provider's word settles it, or yours (`rapport doubts`). Twice does no harm.

    Example: rapport restored --yes
    """
    with opened() as parts:
        if not yes:
            fail("Each letter that is due by now would be in doubt, and not be sent. Nothing was done yet; say --yes to do it.")
        try:
            found = doubt_since_backup(parts, by or getpass.getuser())
        except NotOnHold as first:
            fail(first)
    typer.echo(f"In doubt now: {counted(found.letters, 'letter', 'letters')}. See: rapport doubts")
    for slug in found.issues:
        typer.echo(clean(f"The newsletter {slug} is paused. Resumed, it also goes to those who had it since the backup."))
    if found.fan_outs:
        typer.echo(f"Ended: {counted(found.fan_outs, 'walk', 'walks')} through an audience; nobody knows how far they had come.")
    typer.echo("When the provider's events have come in: rapport resume")
