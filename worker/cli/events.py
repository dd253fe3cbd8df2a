"""`rapport events send | dead | replay`: a file of events in, and what could not be worked."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from worker.cli._event_doors import Door, DoorShut, HttpDoor, StreamDoor
from worker.cli._event_file import EventFile, Ledger
from worker.cli._event_sending import Sending, send_all
from worker.cli._opening import FAILED, fail, opened
from worker.cli._printing import clean, console, counted, left_out, print_json, table, when
from worker.engine.dead_letters import MOST, Replayed, list_dead, replay_all
from worker.engine.dead_letters import replay as replay_some
from worker.settings_parse import public_url


class DoorName(StrEnum):
    """The doors a file can go through."""

    HTTP = "http"
    STREAM = "stream"


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="Candidate events: send a file of them, and see to what could not be worked.", no_args_is_help=True)
    for command in (send, dead, replay, key):
        group.command()(command)
    app.add_typer(group, name="events", rich_help_panel="Operations")


def send(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="JSON lines, an array, or one event.")],
    url: Annotated[str | None, typer.Option(help="Where Rapport is. Default: the trial on this machine.")] = None,
    key: Annotated[
        str | None, typer.Option(envvar="EVENT_KEY", help="The key of the events' source. Default: the trial's.")
    ] = None,
    door: Annotated[DoorName, typer.Option(help="stream: XADD to rapport:events, which does not answer.")] = DoorName.HTTP,
    state: Annotated[Path | None, typer.Option(help="Where to note how far it came. Default: FILE.sent")] = None,
    again: Annotated[bool, typer.Option("--again", help="All of it, though it was sent before.")] = False,
) -> None:
    """Send a file of events. Stopped half-way, a second run goes on where it was; the same event twice changes nothing.

    What is refused goes to FILE.refused.jsonl, with the reason; mend it there and send that.

    Example: rapport events send hires.jsonl --url https://rapport.northwind.example --key "$KEY"
    """
    through = _door(door, url, key)
    events = EventFile(file)
    ledger = Ledger(
        events, state or file.with_name(f"{file.name}.sent"), file.with_name(f"{file.name}.refused.jsonl"), through.where
    )
    rest = ledger.rest(again=again)
    if ledger.began_anew:
        print(f"{file} is not what was sent there before; it is sent from its beginning.", file=sys.stderr)
    try:
        columns = TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeRemainingColumn()
        with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
            task = bar.add_task(file.name, total=events.size)
            run = send_all(ledger, through, lambda end: bar.update(task, completed=end), rest)
    except DoorShut as shut:
        fail(f"{shut}\n{_so_far(ledger, file)}")
    except KeyboardInterrupt:
        fail(f"\nStopped. {_so_far(ledger, file)}")
    _tell(ledger, run)


def _door(door: DoorName, url: str | None, key: str | None) -> Door:
    from worker.settings import load_settings  # an upstream's machine has no settings, and needs none with --url and --key

    if door is DoorName.STREAM:
        from worker.broker import redis_client
        from worker.intake import STREAM

        return StreamDoor(redis_client(load_settings().redis_url), STREAM)
    if url is None or key is None:
        settings = load_settings()
        if not settings.embedded:
            raise typer.BadParameter("this is no trial on one machine: give --url and --key", param_hint="--url, --key")
        url, key = url or settings.base_url, key or next(iter(settings.event_keys))
    try:
        return HttpDoor(public_url(url), key)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--url") from None


def _so_far(ledger: Ledger, file: Path) -> str:
    return f"Events of {file} that were sent: {ledger.state.events}; the same command goes on from there."


def _tell(ledger: Ledger, run: Sending) -> None:
    counts = ledger.state.counts
    earlier = ledger.state.events - run.events
    said = ", ".join(
        f"{counts[name]} {name}" for name in ("accepted", "queued", "duplicate", "conflict", "refused") if name in counts
    )
    if earlier and not run.events:
        typer.echo(f"Nothing was sent now: all {counted(earlier, 'event')} had been sent there by an earlier run ({said}).")
        typer.echo("To send them once more: --again. An event that is known changes nothing.")
    else:
        before = f" ({earlier} of them in an earlier run)" if earlier else ""
        typer.echo(f"{counted(ledger.state.events, 'event')} sent{before}: {said or 'the file holds none'}.")
    if not counts.get("refused") and not counts.get("conflict"):
        return
    for reason in run.first_reasons:
        typer.echo(f"  {clean(reason)}")
    typer.echo(f"What was not taken in is in {ledger.refused_path}, each with its reason.")
    raise typer.Exit(FAILED)


def dead(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many at most, of each kind.")] = MOST,
    as_json: Annotated[bool, typer.Option("--json", help="For machines; shows each whole.")] = False,
) -> None:
    """List what came in and could not be worked, each with its reason.

    dead: events nobody understood. inbox: events that could not be recorded. hook: calls of the mail provider.

    Example: rapport events dead --json
    """
    with opened() as parts, parts.database.read() as session:
        rows, total = list_dead(session, limit)
    if as_json:
        print_json({"dead": rows, "total": total})
        return
    if not rows:
        typer.echo("Everything that came in could be worked.")
        return
    cells = [(row.ref, row.door, when(row.received_at), row.reason) for row in rows]
    screen = console()
    screen.print(table("Could not be worked", ("number", "door", "came (UTC)", "why"), cells))
    screen.print(left_out(len(rows), total, "--limit shows more.") or "Mended what was wrong? rapport events replay --all")


def replay(
    numbers: Annotated[
        list[str] | None, typer.Argument(help="As `rapport events dead` shows them: 3 or dead-3, inbox-7.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that wait.")] = False,
) -> None:
    """Take in again what could not be worked. What fails again stays, with its new reason.

    Example: rapport events replay dead-3 inbox-7
    """
    if bool(numbers) == everything:
        raise typer.BadParameter("give numbers, or --all", param_hint="NUMBERS")
    with opened() as parts:
        failed = _tell_replayed(replay_all(parts) if everything else replay_some(parts, numbers or []))
    if failed:
        raise typer.Exit(FAILED)


def _tell_replayed(answers: Iterable[Replayed]) -> int:
    good = bad = 0
    for answer in answers:
        typer.echo(clean(f"{answer.ref}: {'' if answer.taken else 'still not: '}{answer.reason}"))
        good, bad = good + answer.taken, bad + (not answer.taken)
    typer.echo(f"{good} taken in, {bad} not.")
    return bad


def key() -> None:
    """Print the trial's event key, for `curl`. Production's keys are in RAPPORT_EVENT_KEYS, where you put them.

    Example: curl -H "Authorization: Bearer $(rapport events key)" …
    """
    from worker.settings import load_settings

    settings = load_settings()
    if not settings.embedded:
        fail("This is no trial: the keys are those you put into RAPPORT_EVENT_KEYS, and are not shown.")
    typer.echo(next(iter(settings.event_keys)))
