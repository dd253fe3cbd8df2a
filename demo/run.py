"""The demo, from the first process to the last line."""

from __future__ import annotations

import json
import signal
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from rich.console import Console
from sqlalchemy.orm import Session

from demo import figures
from demo.checks.evidence import Evidence
from demo.checks.judge import judge
from demo.checks.people import People
from demo.collect import collect
from demo.doors import Doors
from demo.figures import Summary
from demo.ground import Ground, prepare
from demo.journey import Journey
from demo.press import Press
from demo.progress import YearProgress
from demo.quiet import Quiet
from demo.report import print_checks, print_figures, print_where_to_look
from demo.sandbox_client import SandboxClient
from demo.script.days import START
from demo.script.reading import Line, read_script
from demo.script.year import DEFAULT_SEED, Script, write_script
from demo.stack import RunningStack
from worker.app import build_parts
from worker.store.database import Database
from worker.time_source import TIME_FILE, HandedTime

SUMMARY_FILE = "summary.json"
GOOD, BAD, INTERRUPTED = 0, 1, 130


@dataclass(frozen=True, slots=True)
class Options:
    """How the demo is run."""

    small: bool = False
    seed: int = DEFAULT_SEED
    keep_running: bool = False


@dataclass(frozen=True, slots=True)
class _Told:
    """What was judged and counted at the end."""

    summary: Summary
    problems: Mapping[str, list[str]]
    story: tuple[str, str] | None
    by_reply: Mapping[str, tuple[str, str]]


class _Interrupted(Exception):
    """Somebody wants us to stop."""


def run_demo(environ: Mapping[str, str], options: Options, console: Console) -> int:
    """Run it; 0 when every check is good, 1 when one is not, 130 when interrupted. Whatever happens, all processes end.

    Raises TakenError when a demo is running already, and StackError when the processes cannot be started.
    """
    with _interruptible():
        try:
            return _run(environ, options, console)
        except _Interrupted:
            console.print("\nStopped. All processes have ended.")
            return INTERRUPTED


def _run(environ: Mapping[str, str], options: Options, console: Console) -> int:
    began = time.monotonic()
    script = write_script(options.seed, small=options.small)
    lines = read_script(script.lines().splitlines())
    ground = prepare(environ)
    HandedTime(ground.data_dir / TIME_FILE).stand_at(START)
    console.print(
        f"{len(lines)} events, {script.days.weeks} weeks. Starting the processes (their lines: {ground.data_dir / 'demo.log'}) …"
    )
    with RunningStack(ground) as stack:
        told = _play(script, lines, ground, stack, console, began)
        print_figures(console, told.summary)
        print_checks(console, told.problems)
        if options.keep_running:
            print_where_to_look(console, ground, told.story, told.by_reply, running=True)
            console.print("\nEverything keeps running until Ctrl-C; the time stands still.")
            with suppress(_Interrupted):
                threading.Event().wait()
    if not options.keep_running:
        print_where_to_look(console, ground, told.story, told.by_reply, running=False)
        console.print(f"\n{told.summary.instants} instants in {time.monotonic() - began:.0f} seconds, everything included.")
    return BAD if any(told.problems.values()) else GOOD


def _play(script: Script, lines: Sequence[Line], ground: Ground, stack: RunningStack, console: Console, began: float) -> _Told:
    """Go through the script, then collect, judge and count; the summary is written before anything is printed."""
    file = ground.data_dir / "rapport.sqlite3"
    with ExitStack() as closing:
        sandbox = SandboxClient(ground.sandbox_url)
        closing.callback(sandbox.close)
        doors = Doors(ground)
        closing.callback(doors.close)
        quiet = Quiet(file, doors, sandbox, stack.check)
        closing.callback(quiet.close)
        database = Database(ground.settings.database_url)
        closing.callback(database.close)
        sandbox.name_people(script.people)
        press = Press(build_parts(ground.settings), script.days.issues())
        closing.callback(press.close)
        journey = Journey(lines, doors, sandbox, quiet, press)
        with YearProgress(console, START, script.days.end, len(lines), file) as progress:
            journey.go(START, script.days.end, progress.show)
            progress.finish()
        evidence = collect(sandbox, database, lines, script.days.end)
        problems = judge(evidence)
        with database.read() as session:
            summary = _counted(session, evidence, lines, journey, doors, problems, time.monotonic() - began)
            story, by_reply = figures.good_story(session), figures.stories_of_replies(session)
    _write(ground.data_dir / SUMMARY_FILE, summary)
    return _Told(summary, problems, story, by_reply)


def _counted(
    session: Session,
    evidence: Evidence,
    lines: Sequence[Line],
    journey: Journey,
    doors: Doors,
    problems: Mapping[str, list[str]],
    seconds: float,
) -> Summary:
    """The figures of the year."""
    return Summary(
        events=len(evidence.books.inbox),
        events_by_type=figures.events_by_type(evidence),
        events_by_door=dict(doors.through),
        told_twice=len(lines) - len(evidence.books.inbox),
        people=len(People(lines).everybody()),
        letters=figures.letters(evidence),
        service_mail=len(evidence.letters) - len(evidence.to_candidates),
        not_sent=figures.not_sent(session),
        signals=figures.signals(session),
        replies=figures.replies(session),
        tempo=figures.tempo(session),
        handoffs=figures.handoffs(session),
        instants=journey.instants,
        checks={name: len(found) for name, found in problems.items()},
        seconds=round(seconds, 1),
    )


def _write(path: Path, summary: Summary) -> None:
    path.write_text(json.dumps(summary.document(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@contextmanager
def _interruptible() -> Iterator[None]:
    """SIGINT and SIGTERM raise, once, so that every `with` can end what it began."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)  # the first is enough: what follows only ends things
        raise _Interrupted

    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
