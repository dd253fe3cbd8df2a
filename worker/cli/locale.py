"""`rapport locale`: the languages there are, and what one still lacks."""

from __future__ import annotations

import os
import re
from typing import Annotated

import typer

from emails.gaps import Gap
from worker.cli._options import AsJson
from worker.cli._printing import print_json

_MODEL = "en"


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="Languages: what there is, and what one still lacks.", no_args_is_help=True)
    group.callback()(_group)
    group.command("check")(check)
    group.command("list")(list_)
    app.add_typer(group, name="locale", rich_help_panel="Letters")


def _group() -> None:
    """Languages: what there is, and what one still lacks."""


def check(
    locale: Annotated[str, typer.Argument(help="Such as sv; it need not exist yet.")],
    as_json: AsJson = False,
) -> None:
    """Say each file and key that a language lacks: letters, parts, wording, consent, pages, newsletters, asks. Status 1 if any.

    Example: rapport locale check sv
    """
    from worker.cli._opening import fail

    if not re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", locale):
        fail(f"{locale!r} is no language tag; write for instance sv, or pt-BR.")
    found = _gaps(locale)
    if as_json:
        print_json([{"file": os.path.relpath(gap.file), "problem": gap.problem} for gap in found])
    else:
        for gap in found:
            typer.echo(f"{os.path.relpath(gap.file)}: {gap.problem}")
        typer.echo(f"{len(found)} to do before {locale} is complete." if found else f"{locale} is complete.")
    raise typer.Exit(1 if found else 0)


def list_() -> None:
    """Every language, and how much of it is there.

    Example: rapport locale list
    """
    from emails.languages import languages

    for locale in languages():
        missing = len(_gaps(locale))
        typer.echo(f"{locale}  {f'{missing} to do; see: rapport locale check {locale}' if missing else 'complete'}")


def _gaps(locale: str) -> list[Gap]:
    from pathlib import Path

    import emails
    import web
    from emails.gaps import gaps

    folders = (Path(emails.__path__[0]), Path(web.__path__[0]) / "texts")
    return gaps(locale, _MODEL, folders) + _asks(locale)


def _asks(locale: str) -> list[Gap]:
    """What campaigns ask of colleagues in several languages, but not yet in this one."""
    from pathlib import Path

    from campaigns.vocabulary import Handoff, discover_campaigns

    steps = [step for campaign in discover_campaigns().values() for step in campaign.steps if isinstance(step, Handoff)]
    lacking = [step for step in steps if not isinstance(step.ask, str) and locale not in step.ask]
    return [Gap(Path(step.where.rpartition(", line ")[0]), f"step {step.id} lacks ask.{locale}") for step in lacking]
