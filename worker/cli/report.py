"""`rapport report`: how far people and letters got, campaign by campaign and step by step."""

from __future__ import annotations

import re
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from worker.cli._csv import csv_text
from worker.cli._opening import opened
from worker.cli._options import AsJson
from worker.cli._printing import clean, console, figures, print_json, table, when
from worker.engine.report import FUNNEL, CampaignReport, Report, read_report
from worker.engine.report_grouped import By, GroupedReport, read_grouped
from worker.engine.story_words import sentence_of
from worker.store.models.newsletter import NEWSLETTER

_ALWAYS = ("sent", "delivered", "opened by people", "replied")
"""Shown even when nobody did."""
_AGO = re.compile(r"^(\d{1,4})([dw])$")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("report", rich_help_panel="People")(report)


def report(
    campaign: Annotated[str | None, typer.Option(help="Only this campaign.")] = None,
    since: Annotated[
        str | None, typer.Option(help="A date (2026-01-31, midnight UTC), or how long back: 30d, 4w. Default: the beginning.")
    ] = None,
    by: Annotated[By | None, typer.Option(help="Instead: what came of the letters, by one of these.")] = None,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="For spreadsheets; by campaign, or what --by says.")] = False,
) -> None:
    """Show each campaign's funnel, step by step: sent, arrived, opened, answered; what was not sent and why; handoffs; tempo.

    Opens and clicks by machines are counted apart from people's.

    Example: rapport report --campaign post_rejection --since 30d
    Example: rapport report --by week --csv
    """
    if as_csv and as_json:
        raise typer.BadParameter("one of --json and --csv", param_hint="--csv")
    by = by or (By.CAMPAIGN if as_csv else None)
    if by is not None:
        with opened() as parts:
            grouped = read_grouped(parts, by, campaign, _since(since, parts.now()) if since else None)
        _print_grouped(grouped, as_json=as_json, as_csv=as_csv)
        return
    with opened() as parts:
        found = read_report(parts, campaign, _since(since, parts.now()) if since else None)
    if as_json:
        print_json(found)
        return
    screen = console()
    screen.print(Text(f"Since {when(found.since)} UTC" if found.since else "Since the beginning", style="dim"))
    for one in found.campaigns.values():
        _print_campaign(screen, one)
    _print_standing(screen, found)


def _since(said: str, now: datetime) -> datetime:
    ago = _AGO.match(said)
    if ago:
        return now - timedelta(days=int(ago[1]) * (7 if ago[2] == "w" else 1))
    try:
        return datetime.combine(date.fromisoformat(said), time(), UTC)
    except ValueError:
        raise typer.BadParameter("is a date such as 2026-01-31, or how long back: 30d, 4w", param_hint="--since") from None


def _print_grouped(found: GroupedReport, *, as_json: bool, as_csv: bool) -> None:
    if as_json:
        print_json(found)
        return
    if as_csv:
        rows = [(group, *(counts[name] for name in found.columns)) for group, counts in found.groups.items()]
        typer.echo(csv_text((found.by.value, *found.columns), rows), nl=False)
        return
    screen, groups = console(), list(found.groups)
    shown = [(name, *(counts[name] for counts in found.groups.values())) for name in found.columns]
    for part in figures("", groups, shown, screen.width):
        screen.print(part)


def _print_campaign(screen: Console, one: CampaignReport) -> None:
    screen.print()
    screen.print(Text(clean(one.campaign), style="bold"))
    steps = list(one.steps.values())
    rows: list[tuple[object, ...]] = []
    if one.campaign != NEWSLETTER:  # an issue has readers; nobody stands in it
        screen.print(f"{one.enrolled} began: {one.active} under way, {one.done} done, {one.stopped} stopped")
        rows.append(("there now", *(step.waiting for step in steps)))
    counts = [(name, *(step.letters[name] for step in steps)) for name in FUNNEL]
    rows += [row for row in counts if row[0] in _ALWAYS or any(row[1:])]
    for part in figures("", [step.step for step in steps], rows, screen.width) if steps else ():
        screen.print(part)
    for step in steps:
        _print_reasons(screen, f"Not sent, {step.step}", step.not_sent)
    _print_reasons(screen, "Did not begin", one.not_started)


def _print_reasons(screen: Console, title: str, reasons: Counter[str]) -> None:
    if reasons:
        screen.print(Text(clean(f"{title}: {sum(reasons.values())}")))
        lines = Table.grid(padding=(0, 2, 0, 0))
        lines.add_column(justify="right", min_width=8)
        for reason, count in reasons.most_common():
            lines.add_row(str(count), Text(clean(sentence_of(reason))))
        screen.print(lines)


def _print_standing(screen: Console, found: Report) -> None:
    screen.print()
    rows = [
        ("reply to answer" if kind == "reply" else "asked by a campaign", resolution, count)
        for kind, counts in sorted(found.handoffs.items())
        for resolution, count in counts.most_common()
    ]
    if rows:
        screen.print(table("Handoffs", ("kind", "state", "count"), rows, numbers=("count",)))
    if found.tempo:
        screen.print(table("Tempo of everybody", ("tempo", "people"), found.tempo.most_common(), numbers=("people",)))
