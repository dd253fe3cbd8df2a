"""`rapport doubts`: letters of which nobody can tell whether they left, and settling them."""

from __future__ import annotations

from typing import Annotated

import typer

from worker.cli._opening import fail, opened
from worker.cli._options import AsJson, Limit
from worker.cli._printing import console, left_out, long_ago, print_json, table
from worker.engine.doubts import MOST, Found, NotInDoubt, list_doubts, resolve_doubt
from worker.engine.lookup import short


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(doubts)
    group.command("resolve")(resolve)
    app.add_typer(group, name="doubts", rich_help_panel="Operations")


def doubts(
    context: typer.Context,
    limit: Limit = MOST,
    as_json: AsJson = False,
) -> None:
    """List letters in doubt, and for how long. Nothing in doubt is sent again by itself; the provider's event settles most.

    Example: rapport doubts
    """
    if context.invoked_subcommand is not None:
        return
    with opened() as parts, parts.database.read() as session:
        rows, total = list_doubts(session, limit)
        now = parts.now()
    if as_json:
        print_json({"doubts": rows, "total": total})
        return
    if not rows:
        typer.echo("No letter is in doubt.")
        return
    cells = [
        (short(row.id), row.candidate or row.address, f"{row.campaign}.{row.step}", long_ago(row.since, now), row.reason)
        for row in rows
    ]
    screen = console()
    screen.print(table("In doubt", ("id", "to", "letter", "for", "why"), cells))
    note = left_out(len(rows), total, "--limit shows more.")
    screen.print(note or "Look in the provider's log, then: rapport doubts resolve ID sent --by NAME (or not-sent)")


def resolve(
    letter: Annotated[str, typer.Argument(help="The letter's id, or the beginning of it.")],
    found: Annotated[Found, typer.Argument(help="What the provider's log says.")],
    by: Annotated[str, typer.Option(help="Your name; it is kept with the decision.")],
) -> None:
    """Settle a doubt with what you found in the provider's log. Sends nothing, whatever the answer.

    Example: rapport doubts resolve 3f2a91c0 sent --by Rosa
    """
    with opened() as parts:
        try:
            message = resolve_doubt(parts, letter, found, by)
        except NotInDoubt as known:
            fail(known)
    typer.echo(f"The letter {short(message.id)} now counts as {message.state}; it is not sent again.")
