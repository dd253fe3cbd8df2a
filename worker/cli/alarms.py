"""`rapport alarms`: what somebody should look at."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from worker.cli._opening import opened
from worker.cli._options import AsJson
from worker.cli._printing import clean, console, print_json, when
from worker.engine.staff import clear_alarm, open_alarms


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(alarms)
    group.command("clear")(clear)
    app.add_typer(group, name="alarms", rich_help_panel="Operations")


def alarms(context: typer.Context, as_json: AsJson = False) -> None:
    """List open alarms: what happened, how often, and what to do about it.

    Example: rapport alarms
    """
    if context.invoked_subcommand is not None:
        return
    with opened() as parts, parts.database.read() as session:
        rows = open_alarms(session)
    if as_json:
        names = ("key", "title", "detail", "remedy", "at", "last_at", "times")
        print_json([{name: getattr(row, name) for name in names} for row in rows])
        return
    screen = console()
    for row in rows:
        screen.print(Text(clean(f"{row.title}  [{row.key}]"), style="bold"))
        for line in (row.detail, row.remedy, f"{row.times} times, the last {when(row.last_at)} UTC."):
            screen.print(Padding(Text(clean(line)), (0, 0, 0, 4)))
    screen.print("Seen to? rapport alarms clear KEY" if rows else "No alarm is open.")


def clear(key: Annotated[str, typer.Argument(help="The alarm's key, as `rapport alarms` shows it in brackets.")]) -> None:
    """Put an alarm to rest. If it happens again it is raised anew.

    Example: rapport alarms clear channel_down
    """
    with opened() as parts:
        alarm = clear_alarm(parts, key)
    typer.echo(f"Cleared: {alarm.title}.")
