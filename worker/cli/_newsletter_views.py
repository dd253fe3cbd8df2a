"""What `rapport newsletter` shows: what check found, how far an issue is, what came of it."""

from __future__ import annotations

import time
from datetime import timedelta

import typer
from rich.console import Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from worker.cli._csv import csv_text
from worker.cli._printing import clean, console, figures, print_json, table, when
from worker.engine.newsletter_check import Checked
from worker.engine.newsletter_report import IssueReport
from worker.engine.newsletter_status import Status, read_status
from worker.engine.parts import Parts
from worker.engine.story_words import sentence_of
from worker.rules.newsletter_state import IssueState

_OVER = (IssueState.DONE.value, IssueState.CANCELLED.value)
_REFRESH_SECONDS = 1.0


def show_checked(checked: Checked, *, as_json: bool) -> None:
    """What lint says, what goes out, and to whom."""
    if as_json:
        letters = [{"locale": one.locale, "variant": one.variant, "subject": one.subject} for one in checked.letters]
        findings = [str(finding) for finding in checked.findings]
        audience = {"segment": checked.segment.name, "sentence": checked.segment.sentence, "audience": checked.audience}
        print_json({"issue": checked.issue.slug, "state": checked.state, "letters": letters, "findings": findings} | audience)
        return
    for finding in checked.findings:
        typer.echo(str(finding))
    rows = [(one.locale, one.variant, one.subject, f"{len(one.html.encode()) / 1024:.0f} KB") for one in checked.letters]
    console().print(table(f"Issue {checked.issue.slug}", ("language", "variant", "subject", "size"), rows))
    typer.echo(f"For {checked.audience:,} now. {checked.segment.sentence} Only those who want {checked.issue.data.topic}.")
    if checked.state == IssueState.DRAFT.value:
        typer.echo("It stays a draft until that is mended.")
    else:
        typer.echo(f"Next: rapport newsletter approve {checked.issue.slug} --as NAME")


def show_status(status: Status, *, as_json: bool) -> None:
    """The status once."""
    if as_json:
        print_json(status)
    else:
        console().print(_status(status))


def watch(parts: Parts, slug: str) -> None:
    """The status again and again, until the issue is over or the reader leaves. Leaving changes nothing."""
    screen = console()
    with Live(_status(read_status(parts, slug)), console=screen, auto_refresh=False) as view:
        try:
            while True:
                status = read_status(parts, slug)
                view.update(_status(status), refresh=True)
                if status.state in _OVER:
                    return
                time.sleep(_REFRESH_SECONDS)
        except KeyboardInterrupt:
            pass
    typer.echo("It goes on without you.")


def _status(status: Status) -> Group:
    total = max(status.audience or 0, status.done)
    head = Text(f"{status.slug}: {status.state}", style="bold")
    lines = [f"{status.topic}. {clean(status.segment)}", f"made by {clean(status.made_by)}"]
    if status.approved_by:
        lines[-1] += f", approved by {clean(status.approved_by)}"
    speed = f"{status.done:,} of {total:,}, {status.per_minute:,} a minute"
    if status.seconds_left is not None:
        speed += f", {timedelta(seconds=status.seconds_left)} left"
    figures = [("sent", status.sent), ("leaving now", status.leaving), ("in doubt", status.in_doubt), ("refused", status.refused)]
    rows: list[tuple[str, int, str | None]] = [(name, count, "") for name, count in figures if count or name == "sent"]
    rows += [("waits", count, sentence_of(reason)) for reason, count in sorted(status.waiting.items())]
    rows += [("not sent", count, sentence_of(reason)) for reason, count in sorted(status.passed_over.items())]
    shown: Table = table("", ("", "people", "why"), [(name, f"{count:,}", why) for name, count, why in rows], numbers=("people",))
    rest = [f"Braked: {clean(brake)}" for brake in status.brakes] + ([status.test] if status.test else [])
    if status.next_at is not None and status.state not in _OVER:
        rest.append(f"Looked at next at {when(status.next_at)} UTC; it ends by {when(status.expires_at)} UTC.")
    trail = [
        f"{when(one.at)}  {clean(one.by)}: {clean(one.what)}{f' ({clean(one.detail)})' if one.detail else ''}"
        for one in status.notes
    ]
    bar = ProgressBar(total=max(total, 1), completed=status.done, width=60)
    return Group(head, *map(Text, lines), bar, Text(speed), shown, *map(Text, rest), Text(""), *map(Text, trail))


def show_report(report: IssueReport, *, as_json: bool, as_csv: bool) -> None:
    """What came of an issue."""
    if as_json:
        print_json(report)
        return
    columns = tuple(report.columns)
    groups = [("all", "", report.total)]
    groups += [(kind, name, counts) for kind, named in report.by.items() for name, counts in named.items()]
    if as_csv:
        rows = [(kind, name, *(counts[column] for column in columns)) for kind, name, counts in groups]
        typer.echo(csv_text(("by", "name", *columns), rows), nl=False)
        return
    screen = console()
    shown = [(column, *(counts[column] for _, _, counts in groups)) for column in columns]
    names = [name or kind for kind, name, _ in groups]
    for part in figures(f"Issue {report.slug}", names, shown, screen.width):
        screen.print(part)
    if report.links:
        rows = [(link.url, link.people, link.machines) for link in report.links]
        screen.print(table("Links", ("link", "people", "machines"), rows, numbers=("people", "machines")))
    if report.test:
        screen.print(report.test)
    if report.earlier:
        earlier = [(one.slug, *(f"{share:.1%}" for share in one.shares.values())) for one in report.earlier]
        heads = tuple(report.earlier[0].shares)
        screen.print(table("Beside earlier issues, of those delivered", ("issue", *heads), earlier, numbers=heads))
