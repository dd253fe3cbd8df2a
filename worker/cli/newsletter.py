"""`rapport newsletter`: an issue from a new folder to the report, one command a step."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from emails.mistake import LetterMistake
from worker.cli._newsletter_views import show_checked, show_report, show_status, watch
from worker.cli._opening import fail, opened
from worker.cli._options import AsJson
from worker.cli._printing import console, print_json, table, when
from worker.engine.newsletter_issue import NotNow, list_issues
from worker.engine.parts import Parts
from worker.rules.newsletter_state import IssueState

Slug = Annotated[str, typer.Argument(metavar="ISSUE", help="The name of its folder in emails/newsletters, such as 2026-11.")]
By = Annotated[str | None, typer.Option("--as", help="Your name, for the record. Default: the user of this machine.")]


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(no_args_is_help=True, help="Issues of a newsletter, from the first draft to the report.")
    for command in (new, check, preview, approve, schedule, start, status, pause, resume, cancel, report):
        group.command()(command)
    group.command("test")(send_copies)
    group.command("list")(list_all)
    app.add_typer(group, name="newsletter", rich_help_panel="Newsletters")


@contextmanager
def _told() -> Iterator[Parts]:
    """As any command; what cannot be done with an issue ends it with the sentence that says why."""
    with opened() as parts:
        try:
            yield parts
        except (NotNow, LetterMistake) as refused:
            fail(refused)


def new(
    slug: Annotated[str, typer.Argument(metavar="ISSUE", help="A name for its folder, such as 2026-12.")],
    topic: Annotated[str, typer.Option(help="What people opted in to: insight, openings, events, company_news …")] = "insight",
    segment: Annotated[str, typer.Option(help="Whom it is for: see `rapport segments`.")] = "talent_network",
) -> None:
    """Make the folder of a new issue, with a page to write over in each language. Sends nothing.

    Example: rapport newsletter new 2026-12 --topic insight
    """
    from worker.engine.newsletter_new import new_issue

    try:
        typer.echo(new_issue(slug, topic, segment))
    except LetterMistake as mistake:
        fail(mistake)
    typer.echo(f"Write it, then: rapport newsletter check {slug} --as YOU")


def check(slug: Slug, by: By = None, as_json: AsJson = False) -> None:
    """Make and lint every letter of the issue, and count whom it is for. Whoever checks it first is taken to have made it.

    Example: rapport newsletter check 2026-11 --as Rosa
    """
    from worker.engine.newsletter_check import check_issue

    with _told() as parts:
        checked = check_issue(parts, slug, by or getpass.getuser())
    show_checked(checked, as_json=as_json)
    raise typer.Exit(1 if checked.state == IssueState.DRAFT.value else 0)


def preview(
    slug: Slug,
    candidate: Annotated[str, typer.Option("--as", metavar="CANDIDATE", help="An address, an upstream id, or our own id.")],
    variant: Annotated[str, typer.Option(help="Which variant, where there are several.")] = "a",
    open_it: Annotated[bool, typer.Option("--open/--no-open", help="Open it in the browser, or only write it.")] = True,
) -> None:
    """Show the issue exactly as one candidate would get it. Sends nothing and writes nothing down.

    Example: rapport newsletter preview 2026-11 --as ada@mail.example
    """
    import webbrowser

    from worker.embedded import data_dir_of
    from worker.engine.newsletter_try import as_reader

    with _told() as parts:
        shown = as_reader(parts, slug, candidate, variant)
    folder = data_dir_of(os.environ) / "preview"
    folder.mkdir(parents=True, exist_ok=True)
    file: Path = folder / f"newsletter.{slug}.{variant}.html"
    file.write_text(shown.letter.html, "utf-8")
    typer.echo(f"{shown.letter.subject}\n\n{shown.letter.text}")
    typer.echo(file)
    if shown.objection is not None:
        what = "They would have to wait for it" if shown.objection.waits else "They would not get it"
        typer.echo(f"\n{what}, if it were sent now: {shown.objection.sentence}")
    if open_it and not webbrowser.open(file.as_uri()):
        typer.echo("No browser was found here; open that file in one.")


def send_copies(
    slug: Slug,
    to: Annotated[list[str], typer.Option(help="Where to; several times for several.")],
    locale: Annotated[str, typer.Option(help="In which language.")] = "en",
    variant: Annotated[str, typer.Option(help="Which variant, where there are several.")] = "a",
) -> None:
    """Send a test copy to colleagues, as the files are now. Its unsubscribe link is nobody's.

    Example: rapport newsletter test 2026-11 --to rosa@northwind.example --locale da
    """
    from worker.engine.newsletter_try import send_test

    with _told() as parts:
        for address, came in send_test(parts, slug, to, locale, variant).items():
            typer.echo(f"{address}: {came}")


def approve(slug: Slug, by: Annotated[str, typer.Option("--as", help="Your name: an approval has one.")]) -> None:
    """Say yes to the issue as it was checked. To many people, somebody else than its maker says so. What you saw is what is sent.

    Example: rapport newsletter approve 2026-11 --as Freja
    """
    from worker.engine.newsletter_check import approve_issue

    with _told() as parts:
        done = approve_issue(parts, slug, by)
    typer.echo(f"Approved, for {done.audience:,} people now. Next: rapport newsletter start {slug}, or schedule")


def schedule(
    slug: Slug,
    at: Annotated[str, typer.Argument(metavar="WHEN", help="2026-11-24T09:00+01:00; with --local without an offset.")],
    local: Annotated[bool, typer.Option("--local", help="That hour on each reader's own clock.")] = False,
    by: By = None,
) -> None:
    """Let an approved issue start by itself: at one instant, or at an hour in each reader's zone.

    Example: rapport newsletter schedule 2026-11 2026-11-24T09:00 --local
    """
    from worker.engine.newsletter_control import schedule_issue

    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        raise typer.BadParameter("is a date and an hour such as 2026-11-24T09:00", param_hint="WHEN") from None
    if local and moment.tzinfo is not None:
        raise typer.BadParameter("with --local, each reader's own clock rules: leave the offset out", param_hint="WHEN")
    instant = None if local else (moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    with _told() as parts:
        first = schedule_issue(parts, slug, by or getpass.getuser(), at=instant, local=moment if local else None)
    typer.echo(f"Scheduled: the first letters may leave at {when(first)} UTC.")


def start(slug: Slug, by: By = None) -> None:
    """Begin to send an approved issue now.

    Example: rapport newsletter start 2026-11 --as Freja
    """
    from worker.engine.newsletter_control import start_issue

    with _told() as parts:
        start_issue(parts, slug, by or getpass.getuser())
    typer.echo(f"Started. To see how it goes: rapport newsletter status {slug}")


def status(
    slug: Slug,
    live: Annotated[
        bool, typer.Option("--watch", help="Stay, until it is over or you press Ctrl-C; it goes on without you.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show how far the issue has come: done, rate, time left, who waits and why, what brakes it.

    Example: rapport newsletter status 2026-11 --watch
    """
    from worker.engine.newsletter_status import read_status

    with _told() as parts:
        if live and not as_json:
            watch(parts, slug)
        else:
            show_status(read_status(parts, slug), as_json=as_json)


def pause(slug: Slug, by: By = None) -> None:
    """Stop sending within seconds: pages under way are finished, no other begins.

    Example: rapport newsletter pause 2026-11 --as Rosa
    """
    from worker.engine.newsletter_control import pause_issue

    with _told() as parts:
        pause_issue(parts, slug, by or getpass.getuser())
    typer.echo(f"Paused. To go on exactly there: rapport newsletter resume {slug}")


def resume(slug: Slug, by: By = None) -> None:
    """Let a paused issue go on, exactly where it stopped.

    Example: rapport newsletter resume 2026-11 --as Rosa
    """
    from worker.engine.newsletter_control import resume_issue

    with _told() as parts:
        resume_issue(parts, slug, by or getpass.getuser())
    typer.echo("It goes on.")


def cancel(slug: Slug, by: By = None) -> None:
    """End an issue for good: whoever has not been written to will not be.

    Example: rapport newsletter cancel 2026-11 --as Rosa
    """
    from worker.engine.newsletter_control import cancel_issue

    with _told() as parts:
        waited = cancel_issue(parts, slug, by or getpass.getuser())
    typer.echo(f"Cancelled; {waited:,} who waited for it get none.")


def report(
    slug: Slug,
    as_json: AsJson = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="For spreadsheets.")] = False,
) -> None:
    """Tell what came of an issue: by language and mail host, link by link, people apart from machines, beside earlier issues.

    Example: rapport newsletter report 2026-11
    """
    from worker.engine.newsletter_report import read_issue_report

    with _told() as parts:
        show_report(read_issue_report(parts, slug), as_json=as_json, as_csv=as_csv)


def list_all(as_json: AsJson = False) -> None:
    """List the issues, newest first.

    Example: rapport newsletter list
    """
    with _told() as parts, parts.database.read() as session:
        rows = [(one.slug, one.state, one.topic, one.segment, one.audience, one.started_at) for one in list_issues(session)]
    columns = ("issue", "state", "topic", "segment", "audience", "started")
    if as_json:
        print_json([dict(zip(columns, row, strict=True)) for row in rows])
    elif not rows:
        typer.echo("There is no issue yet. `rapport newsletter new 2026-12` makes one.")
    else:
        console().print(table("Issues", columns, [(*row[:-1], when(row[-1])) for row in rows], numbers=("audience",)))
