"""`rapport handoffs`: the tasks colleagues have, and resolving them."""

from __future__ import annotations

import re
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

import typer
from rich.padding import Padding
from rich.text import Text

from worker.cli._opening import fail, opened
from worker.cli._options import AsJson, Limit
from worker.cli._printing import clean, console, left_out, long_ago, print_json, when
from worker.engine.handoff import AlreadyResolved, NoSuchAnswer, Resolution
from worker.engine.handoff_reminders import remind_later
from worker.engine.lookup import find_handoff, short
from worker.engine.parts import Parts
from worker.engine.report_handoffs import MOST, Task, list_handoffs
from worker.engine.report_handoffs import resolve as resolve_task

Everything = Annotated[bool, typer.Option("--all", help="Also those that are resolved.")]


class Word(StrEnum):
    """What can be said of a handoff."""

    ANSWERED = "answered"
    RESUME = "resume"
    STOP = "stop"
    REMIND = "remind"
    APPROVED = "approved"
    WITHOUT_FEEDBACK = "without_feedback"
    DECLINED = "declined"


_LATER = re.compile(r"([1-9][0-9]{0,2})([hdw])")
_UNITS = {"h": "hours", "d": "days", "w": "weeks"}
_WHAT_FOLLOWS = {
    Word.ANSWERED: "what waited goes on",
    Word.RESUME: "what waited goes on",
    Word.STOP: "no more letters to them",
    Word.APPROVED: "the letter goes as it is",
    Word.WITHOUT_FEEDBACK: "the letter goes without the feedback",
    Word.DECLINED: "the letter does not go",
}


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(invoke_without_command=True)
    group.callback()(handoffs)
    group.command("list")(list_)
    group.command("resolve")(resolve)
    app.add_typer(group, name="handoffs", rich_help_panel="People")


def handoffs(context: typer.Context, everything: Everything = False, limit: Limit = MOST, as_json: AsJson = False) -> None:
    """Tasks for people: a reply to answer, a call to make before a letter goes. Without a subcommand, lists the open ones.

    Example: rapport handoffs --all
    """
    if context.invoked_subcommand is None:
        list_(everything, limit, as_json)


def list_(everything: Everything = False, limit: Limit = MOST, as_json: AsJson = False) -> None:
    """List open handoffs with what the person wrote, the oldest first; with --all the resolved ones too, the latest first.

    Example: rapport handoffs list --json
    """
    with opened() as parts, parts.database.read() as session:
        tasks, total = list_handoffs(session, also_resolved=everything, limit=limit)
        now = parts.now()
    if as_json:
        print_json({"handoffs": tasks, "total": total})
        return
    screen = console()
    for task in tasks:
        waits = f"waits {long_ago(task.opened_at, now)}"
        state = waits if task.resolved_at is None else f"{task.resolution} by {task.resolved_by}"
        screen.print(Text(clean(f"{short(task.id)}  {task.candidate}  for {task.owner or 'the team'}, {state}"), style="bold"))
        for line in _lines(task):
            screen.print(Padding(Text(clean(line)), (0, 0, 0, 4)))
    if not tasks:
        typer.echo("Nothing waits for anybody.")
    else:
        note = left_out(len(tasks), total, "--limit shows more.")
        screen.print(Text(note or "To resolve one: rapport handoffs resolve ID answered --by NAME", style="dim"))


def _lines(task: Task) -> list[str]:
    where = f" ({task.campaign}, {task.step})" if task.campaign else ""
    lines = [task.ask + where]
    if task.wrote:
        lines.append("They wrote:")
        lines += [f"  | {line}" for line in task.wrote.splitlines()]
    if task.deadline_at is not None and task.resolved_at is None:
        lines.append(f"Goes on without it {when(task.deadline_at)} UTC.")
    return lines


def resolve(
    handoff: Annotated[str, typer.Argument(help="Its id, or the beginning of it.")],
    word: Annotated[
        Word,
        typer.Argument(
            help="answered or resume: what waited goes on. stop: no more letters. remind: not yet. "
            "Of a letter that waits: approved, without_feedback or declined."
        ),
    ],
    by: Annotated[str, typer.Option(help="Your name; it is kept with the decision.")],
    later: Annotated[str, typer.Option("--in", help="With remind: when to be reminded, such as 3d, 6h or 2w.")] = "3d",
) -> None:
    """Say that a handoff is taken care of; or, with remind, that you want to be reminded later.

    Example: rapport handoffs resolve 3f2a91c0 answered --by Rosa
    """
    with opened() as parts:
        if word is Word.REMIND:
            _remind(parts, handoff, later, by)
            return
        try:
            task = resolve_task(parts, handoff, Resolution(word.value), by)
        except AlreadyResolved as known:
            fail(f"Handoff {handoff} is {known}.")
        except NoSuchAnswer as mistake:
            fail(f"{mistake}, remind.")
    typer.echo(clean(f"Resolved: {task.candidate}; {_WHAT_FOLLOWS[word]}."))
    if task.wrote:
        typer.echo(clean(f"They had written:\n{task.wrote}"))


def _remind(parts: Parts, said: str, later: str, by: str) -> None:
    spelt = _LATER.fullmatch(later)
    if spelt is None:
        fail(f"{later!r} is no length of time: write 3d, 6h or 2w.")
    until = parts.now() + timedelta(**{_UNITS[spelt[2]]: int(spelt[1])})
    with parts.database.read() as session:
        handoff_id = find_handoff(session, said).id
    try:
        remind_later(parts, handoff_id, until, by)
    except (AlreadyResolved, ValueError) as known:
        fail(f"Handoff {said} cannot be put off: {known}.")
    typer.echo(f"You are reminded {when(until)} UTC; until then it waits.")
