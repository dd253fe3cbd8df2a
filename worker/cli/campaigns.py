"""`rapport campaigns retire`: the way out for people in a step that the code no longer has."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from worker.cli._opening import fail, opened
from worker.engine.retire import StillInUse, stranded
from worker.engine.retire import retire as end_for_all


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="Campaigns as they are under way.", no_args_is_help=True)
    group.callback()(_group)
    group.command("retire")(retire)
    app.add_typer(group, name="campaigns", rich_help_panel="Operations")


def _group() -> None:
    """Campaigns as they are under way."""


def retire(
    campaign: Annotated[str, typer.Argument(help="The campaign's name.")],
    step: Annotated[str, typer.Argument(help="The id of the step that is gone.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it, only tells how many it concerns.")] = False,
    by: Annotated[str | None, typer.Option(help="Your name. Default: the user of this machine.")] = None,
) -> None:
    """End a campaign for everybody who stands in a step that the code no longer has. They get nothing more of it.

    Bringing the step back is the other way out: ids are for ever.

    Example: rapport campaigns retire post_rejection feedback --yes
    """
    with opened() as parts:
        try:
            if not yes:
                with parts.database.read() as session:
                    count = stranded(session, parts, campaign, step)
                people = "one person" if count == 1 else f"{count} people"
                fail(f"This ends {campaign} for {people} at {step}. Nothing was done yet; say --yes to do it.")
            ended = end_for_all(parts, campaign, step, by or getpass.getuser())
        except StillInUse as known:
            fail(known)
    typer.echo(f"Ended {campaign} for {ended} at {step}; each has it in their story.")
