"""`rapport hold | resume | holds`: stop all sending, or one campaign's, within seconds; and let it go on."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from worker.cli._opening import opened
from worker.cli._options import AsJson
from worker.cli._printing import console, long_ago, print_json, table, when
from worker.engine.hold import EVERYTHING, list_holds
from worker.engine.hold import hold as put_on_hold
from worker.engine.hold import resume as lift

Campaign = Annotated[str | None, typer.Argument(help="Only this campaign; without it, everything.")]
Named = Annotated[str | None, typer.Option("--campaign", metavar="NAME", help="The same, as an option.")]
By = Annotated[str | None, typer.Option(help="Your name, for whoever asks later. Default: the user of this machine.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (hold, resume, holds):
        app.command(rich_help_panel="Operations")(command)


def hold(campaign: Campaign = None, named: Named = None, by: By = None) -> None:
    """Stop all sending, or one campaign's, within seconds. Nothing is lost: what comes due waits.

    Example: rapport hold referral_ask --by Rosa
    """
    campaign = _one_of(campaign, named)
    with opened() as parts:
        fresh = put_on_hold(parts, campaign, by or getpass.getuser())
    again = f" {campaign}" if campaign else ""
    typer.echo(f"{_what(campaign)} {'is' if fresh else 'was already'} on hold. To go on: rapport resume{again}")


def resume(campaign: Campaign = None, named: Named = None, by: By = None) -> None:
    """Lift a hold. What waited goes out, each at its person's next humane hour; what has expired meanwhile is passed over.

    Example: rapport resume referral_ask
    """
    campaign = _one_of(campaign, named)
    with opened() as parts:
        lifted = lift(parts, campaign, by or getpass.getuser())
    was = "goes on" if lifted.was_held else "was not on hold"
    woken = f"; {lifted.woken} that waited {'is' if lifted.woken == 1 else 'are'} looked at now" if lifted.woken else ""
    typer.echo(f"{_what(campaign)} {was}{woken}.")
    for scope in lifted.still_held:
        typer.echo(f"Still on hold: {'everything' if scope == EVERYTHING else scope}.")


def holds(as_json: AsJson = False) -> None:
    """List what is on hold, since when, by whom, and how much waits for it.

    Example: rapport holds
    """
    with opened() as parts, parts.database.read() as session:
        rows, now = list_holds(session), parts.now()
    if as_json:
        print_json(rows)
    elif not rows:
        typer.echo("Nothing is on hold.")
    else:
        cells = [
            (
                "everything" if row.scope == EVERYTHING else row.scope,
                when(row.since),
                long_ago(row.since, now),
                row.by,
                row.waiting,
            )
            for row in rows
        ]
        console().print(table("On hold", ("what", "since (UTC)", "for", "by", "waiting"), cells, numbers=("waiting",)))


def _one_of(campaign: str | None, named: str | None) -> str | None:
    if campaign and named and campaign != named:
        raise typer.BadParameter(f"{campaign} or {named}? One at a time.")
    return campaign or named


def _what(campaign: str | None) -> str:
    return f"The campaign {campaign}" if campaign else "All sending"
