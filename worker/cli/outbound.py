"""`rapport outbound`: what upstream systems were told, and telling it again."""

from __future__ import annotations

from typing import Annotated

import typer

from worker.cli._opening import fail, opened
from worker.cli._options import AsJson, Limit
from worker.cli._printing import console, counted, left_out, print_json, table, when
from worker.engine.lookup import short
from worker.engine.outbound_log import MOST, list_outbound, replay_dead
from worker.engine.outbound_log import replay as replay_one


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(outbound)
    group.command("list")(list_)
    group.command()(replay)
    app.add_typer(group, name="outbound", rich_help_panel="Operations")


def outbound(context: typer.Context, limit: Limit = MOST, as_json: AsJson = False) -> None:
    """Word back to upstream systems: what was told to whom, and what waits. Without a subcommand, lists it.

    Example: rapport outbound --json
    """
    if context.invoked_subcommand is None:
        list_(limit, as_json)


def list_(limit: Limit = MOST, as_json: AsJson = False) -> None:
    """List what was told, the latest first: to which target, whether it was taken, and why not.

    Example: rapport outbound list --limit 200
    """
    with opened() as parts, parts.database.read() as session:
        rows, total = list_outbound(session, limit)
    if as_json:
        print_json({"deliveries": rows, "total": total})
        return
    if not rows:
        typer.echo("Nothing was told yet.")
        return
    cells = [
        (short(row.id), when(row.at), row.type, row.target, row.state, row.attempts, row.error or when(row.delivered_at))
        for row in rows
    ]
    columns = ("id", "told (UTC)", "type", "target", "state", "tries", "taken, or why not")
    screen = console()
    screen.print(table("Word to upstream", columns, cells, numbers=("tries",)))
    screen.print(left_out(len(rows), total, "--limit shows more.") or "To tell it again: rapport outbound replay ID")


def replay(
    event: Annotated[str | None, typer.Argument(help="The event's id, or the beginning of it.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that was given up.")] = False,
) -> None:
    """Tell one event again to every target, or with --all everything that was given up. The event keeps its id.

    Example: rapport outbound replay 3f2a91c0
    """
    if (event is None) is not everything:
        fail("Say which event, or --all for all that was given up.")
    with opened() as parts:
        count = replay_one(parts, event) if event is not None else replay_dead(parts)
    typer.echo(f"Queued again: {counted(count, 'delivery', 'deliveries')}.")
