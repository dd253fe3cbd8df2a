"""`rapport touches`: opens and clicks, judged: a person's, or a machine's."""

from __future__ import annotations

from typing import Annotated

import typer

from worker.cli._opening import opened
from worker.cli._printing import counted
from worker.engine.tracking_due import judge_again, judge_due


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="Opens and clicks, and whether people made them.", no_args_is_help=True)
    group.callback()(_whole)
    group.command()(judge)
    app.add_typer(group, name="touches", rich_help_panel="Operations")


def _whole() -> None:
    """Opens and clicks, and whether people made them.

    Example: rapport touches judge --again
    """


def judge(
    again: Annotated[bool, typer.Option("--again", help="All that were ever heard, by the rules of today.")] = False,
) -> None:
    """Judge the opens and clicks that have waited long enough; with --again, all of them anew, from what was heard.

    Example: rapport touches judge --again
    """
    with opened() as parts:
        judged = judge_again(parts) if again else 0
        while not again and (fresh := judge_due(parts)):
            judged += fresh
    typer.echo(f"{counted(judged, 'letter')} judged.")
