"""`rapport preview`: a letter as its reader will see it, in the browser."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("preview", rich_help_panel="Letters")(preview)


def preview(
    letter: Annotated[str, typer.Argument(metavar="CAMPAIGN.STEP", help="For instance post_rejection.thank_you.")],
    locale: Annotated[str, typer.Option(help="en, da or de.")] = "en",
    sample: Annotated[str, typer.Option(help="How much is known about the person: rich, medium or bare.")] = "rich",
    open_it: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser, or only write it.")] = True,
) -> None:
    """Show a letter with made-up values: subject, phone, desktop and plain text. Needs no settings and sends nothing.

    Example: rapport preview post_rejection.thank_you --locale da
    """
    import webbrowser

    from emails.letters import load_letters
    from emails.mistake import LetterMistake
    from emails.preview import write_preview
    from worker.embedded import data_dir_of

    try:
        file = write_preview(load_letters(), letter, locale, sample, data_dir_of(os.environ) / "preview")
    except LetterMistake as mistake:
        print(mistake, file=sys.stderr)
        raise typer.Exit(1) from None
    typer.echo(file)
    if open_it and not webbrowser.open(file.as_uri()):
        typer.echo("No browser was found here; open that file in one.")
