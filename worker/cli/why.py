"""`rapport why`: each decision about a person, in order, with its reason; and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from worker.cli._opening import opened
from worker.cli._options import AsJson, Who
from worker.cli._printing import clean, console, print_json, when
from worker.engine.story import MOST_ROWS, Story, tell_story
from worker.engine.story_entries import Entry, Kind
from worker.engine.story_words import said_step

_INDENT = (0, 0, 0, 4)
_UNTIL = {"enroll": "due", "redate": "now due", "remind": "next reminder"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("why", rich_help_panel="People")(why)


def why(
    candidate: Who,
    campaign: Annotated[str | None, typer.Argument(help="Only what concerns this campaign.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How much of the latest is read.")] = MOST_ROWS,
    as_json: AsJson = False,
) -> None:
    """Tell why somebody got a letter, or did not: every decision in order, each with its reason, and what comes next.

    Times are on the person's own clock.

    Example: rapport why ada@mail.example post_rejection
    """
    with opened() as parts:
        story = tell_story(parts, candidate, campaign, limit)
    if as_json:
        print_json(story, story.zone)
        return
    _print(console(), story)


def _print(screen: Console, story: Story) -> None:
    about = f", only {story.campaign}" if story.campaign else ""
    screen.print(Text(clean(f"{story.name} <{story.address or 'no address'}>{about}"), style="bold"))
    screen.print(Text(f"Times are on their clock ({story.zone.key}). Our id: {story.candidate_id}", style="dim"))
    if story.complete_since is not None:
        since = when(story.complete_since, story.zone)
        screen.print(Text(f"What was before {since} is left out; --limit reads further back.", style="dim"))
    screen.print()
    for entry in story.entries:
        _print_entry(screen, story, entry)
    if not story.entries:
        screen.print(Text("Nothing has happened yet."))
    if story.coming:
        screen.print(Text("\nStill to come", style="bold"))
    for one in story.coming:
        again = (
            f"; looked at again {when(one.looked_at_again, story.zone)}" if one.looked_at_again not in (None, one.due_at) else ""
        )
        screen.print(Text(f"{when(one.due_at, story.zone)}  {one.campaign}: {said_step(one.step)}{again}"))
        screen.print(Padding(Text(one.why, style="dim"), _INDENT))
    screen.print()
    screen.print(Text(clean(story.now), style="bold"), soft_wrap=True)


def _print_entry(screen: Console, story: Story, entry: Entry) -> None:
    times = ""
    if entry.times > 1:
        times = f" ({entry.times} times, the last {when(entry.last_at, story.zone)})"
    style = "dim" if entry.kind is Kind.EVENT else ""
    heading = Table.grid(padding=(0, 2, 0, 0))
    heading.add_column(no_wrap=True)
    heading.add_row(when(entry.at, story.zone), clean(entry.what) + times, style=style)
    screen.print(heading)
    for line in _lines(story, entry):
        screen.print(Padding(Text(clean(line), style="dim"), _INDENT))


def _lines(story: Story, entry: Entry) -> Iterator[str]:
    """The reason's sentence, and whatever else there is to say."""
    if entry.why:
        yield entry.why
    if entry.because:
        yield f"Because: {entry.because}."
    if entry.detail:
        yield entry.detail
    if entry.until:
        yield f"{_UNTIL.get(entry.action, 'until').capitalize()} {when(entry.until, story.zone)}."
    if entry.letter:
        yield entry.letter.words
        heard = ", ".join(f"{word} {when(at, story.zone)}" for word, at in entry.letter.heard)
        if heard:
            yield f"{heard[0].upper()}{heard[1:]}."
