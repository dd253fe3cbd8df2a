"""`rapport candidates import | export`: people in from a file, and out to one."""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from worker.cli._candidates_file import PeopleFile, Progress
from worker.cli._collecting import collected_when_asked
from worker.cli._csv import csv_text
from worker.cli._opening import FAILED, fail, opened
from worker.cli._options import AsJson
from worker.cli._printing import counted, print_json
from worker.engine.candidates_export import HEADING, export_rows
from worker.engine.candidates_import import Counts, Refused, import_rows, preview_rows
from worker.engine.candidates_rows import COLUMNS, BadHeading, Heading, Origin, read_heading
from worker.engine.parts import Parts

_REASONS_SHOWN = 5
_NOTED = ("taken", "known", "refused", "kept_noes")
"""The counts that are kept from one run to the next."""


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="People, many at a time: in from a file, and out to one.", no_args_is_help=True)
    group.command("import")(bring_in)
    group.command("export")(give_out)
    app.add_typer(group, name="candidates", rich_help_panel="People")


def bring_in(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="A CSV file with a heading.")],
    source: Annotated[str, typer.Option(help="Whose ids the file has: the `source` of that system's events.")] = "import",
    mapped: Annotated[list[str] | None, typer.Option("--map", help="OURS=THEIRS, such as email='E-Mail'.")] = None,
    as_of: Annotated[datetime | None, typer.Option(help="When the file was true (UTC). Default: its own date.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change, and change nothing.")] = False,
    encoding: Annotated[str, typer.Option(help="How the file is written.")] = "utf-8",
    as_json: AsJson = False,
) -> None:
    """Take people in. No campaign starts by it, and no yes in the file lifts a no. The same file twice changes nothing.

    A yes to the talent network needs the columns consent_at and consent_wording. Refused rows go to FILE.refused.csv, with
    the reason; mend them there and import that. Stopped half-way, the same command goes on where it was.

    Example: rapport candidates import people.csv --source ats --map email="E-Mail" --dry-run
    """
    try:
        people = PeopleFile(file, encoding)
        chosen = dict(_pair(one) for one in mapped or [])
        heading = read_heading(people.names, chosen)
    except (BadHeading, UnicodeError, LookupError, OSError) as error:
        fail(error if isinstance(error, BadHeading) else f"{file} cannot be read as {encoding}{_why(error)}")
    when = (as_of or datetime.fromtimestamp(int(file.stat().st_mtime), UTC)).replace(tzinfo=UTC)
    origin = Origin(source, when)
    progress = Progress(people, f"{source}/{when.isoformat()}/{sorted(heading.places.items())}", dry_run=dry_run)
    with opened() as parts:
        counts, refused = _run(parts, people, progress, heading, origin, dry_run=dry_run)
    if as_json:
        print_json({"dry_run": dry_run, "counts": counts, "ignored_columns": heading.ignored})
    else:
        _tell(heading, counts, refused, progress, dry_run=dry_run)
    if counts.refused:
        raise typer.Exit(FAILED)


def _why(error: Exception) -> str:
    """Why the file cannot be read, and what to try."""
    if isinstance(error, UnicodeDecodeError):
        return f" (byte {error.object[error.start]:#04x} is not {error.encoding}). Try --encoding latin-1, or cp1252."
    return f": {error}."


def _pair(text: str) -> tuple[str, str]:
    ours, equals, theirs = text.partition("=")
    if not equals:
        raise BadHeading(f"--map {text}: say OURS=THEIRS; ours can be {', '.join(COLUMNS)}.")
    return ours.strip(), theirs


def _run(
    parts: Parts, people: PeopleFile, progress: Progress, heading: Heading, origin: Origin, *, dry_run: bool
) -> tuple[Counts, list[Refused]]:
    """Every batch, one after the other. Returns the counts, those of runs before included, and the first refused rows."""
    before = progress.came.counts
    counts = Counts()
    for name in _NOTED:
        setattr(counts, name, before.get(name, 0))
    first: list[Refused] = []
    work = preview_rows if dry_run else import_rows
    columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeRemainingColumn()
    try:
        bar = Bar(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty())
        with bar, collected_when_asked() as collect:
            task = bar.add_task(people.path.name, total=people.size)
            for batch in people.batches(heading, 0 if dry_run else progress.came.rows):
                refused = work(parts, batch, heading, origin, counts)
                first += refused[: _REASONS_SHOWN - len(first)]
                progress.refuse(refused)
                if not dry_run:
                    progress.note(len(batch), {name: getattr(counts, name) for name in _NOTED})
                bar.update(task, completed=people.bytes_read)
                collect()
    except KeyboardInterrupt:
        fail(f"\nStopped after {counted(progress.came.rows, 'row')}; the same command goes on from there.")
    except (csv.Error, UnicodeError) as error:
        fail(f"{people.path} cannot be read on{_why(error)} Rows taken in so far: {progress.came.rows}.")
    if not dry_run:
        progress.done()
    return counts, first


def _tell(heading: Heading, counts: Counts, refused: list[Refused], progress: Progress, *, dry_run: bool) -> None:
    if heading.ignored:
        typer.echo(f"Columns passed over: {', '.join(heading.ignored)}.")
    if dry_run:
        changes = ", ".join(f"{name} of {many}" for name, many in sorted(counts.changed.items())) or "nothing"
        typer.echo(f"{counts.new} would be new, {counts.taken} would change, {counts.same} would not. Changed: {changes}.")
        if counts.yeses or counts.kept_noes:
            yeses = ", ".join(f"{many} to {name.replace('_', ' ')}" for name, many in sorted(counts.yeses.items()))
            typer.echo(f"Yeses that would count: {yeses or 'none'}.")
    else:
        typer.echo(f"{counts.taken} taken in, {counts.known} known before.")
    if counts.kept_noes:
        typer.echo(f"Yeses that do not count, since a no of theirs stands: {counts.kept_noes}.")
    if counts.refused:
        typer.echo(f"{counts.refused} refused, kept in {progress.refused_path.name}:")
        for one in refused:
            typer.echo(f"  line {one.row.line}: {one.why}")


def give_out(file: Annotated[Path, typer.Argument(dir_okay=False, help="The CSV file to write.")]) -> None:
    """Write everybody to a file: what is known, their topics with date and words, and whether they said no.

    `rapport candidates import` reads it again. It is full of personal data: keep it no longer than needed.

    Example: rapport candidates export people.csv
    """
    count = 0
    try:
        with opened() as parts, file.open("w", encoding="utf-8", newline="") as target:
            file.chmod(0o600)
            target.write(csv_text(HEADING, []))
            for page in export_rows(parts):
                target.write(csv_text([], page).partition("\n")[2])
                count += len(page)
    except OSError as error:
        fail(f"{file} cannot be written: {error.strerror}.")
    typer.echo(f"{counted(count, 'person', 'people')} written to {file}.")
