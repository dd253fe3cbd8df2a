"""`rapport segments`: who there is to write to, said as sentences, and counted before anything is sent."""

from __future__ import annotations

from typing import Annotated

import typer

from campaigns.vocabulary import Topic
from campaigns.vocabulary.discovery import discover_segments
from worker.cli._opening import fail, opened
from worker.cli._options import AsJson
from worker.cli._printing import console, print_json, table
from worker.engine.lookup import nearest
from worker.engine.newsletter_check import count_audience


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(no_args_is_help=True, help="Segments of the talent network: list, count.")
    group.command("list")(list_all)
    group.command()(count)
    app.add_typer(group, name="segments", rich_help_panel="Newsletters")


def list_all(as_json: AsJson = False) -> None:
    """List the segments there are, each as a sentence. Needs no database.

    Example: rapport segments list
    """
    segments = discover_segments()
    if as_json:
        print_json([{"name": one.name, "sentence": one.sentence} for one in segments.values()])
        return
    console().print(table("Segments", ("name", "who is in it"), [(one.name, one.sentence) for one in segments.values()]))


def count(
    segment: Annotated[str, typer.Argument(help="Its name: see `rapport segments list`.")],
    topic: Annotated[str, typer.Option(help="Among those who want this topic.")] = Topic.TALENT_NETWORK.value,
    as_json: AsJson = False,
) -> None:
    """Count whom a segment holds now, among those whose yes to a topic holds. Pauses, tempo and budget are asked for each letter.

    Example: rapport segments count nordic_engineers --topic openings
    """
    known = discover_segments()
    topics = [one.value for one in Topic if one.needs_opt_in]
    if segment not in known:
        fail(f"There is no segment {segment!r}. {nearest(segment, known)}")
    if topic not in topics:
        fail(f"There is no topic {topic!r} that people opt in to. {nearest(topic, topics)}")
    with opened() as parts, parts.database.read() as session:
        people = count_audience(session, parts, Topic(topic), known[segment])
    if as_json:
        print_json({"segment": segment, "topic": topic, "people": people, "sentence": known[segment].sentence})
    else:
        typer.echo(f"{people:,}. {known[segment].sentence} Only those whose yes to {topic} holds.")
