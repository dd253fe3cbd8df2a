"""`rapport segments`: who there is to write to, said as sentences, and counted before anything is sent."""

from __future__ import annotations

from typing import Annotated

import typer

from campaigns.vocabulary import Topic
from campaigns.vocabulary.discovery import discover_segments
from campaigns.vocabulary.segment import Segment
from worker.cli._opening import fail, opened
from worker.cli._options import AsJson
from worker.cli._printing import console, print_json, table
from worker.engine.lookup import nearest
from worker.engine.newsletter_check import count_audience

Name = Annotated[str, typer.Argument(help="Its name: see `rapport segments list`.")]


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(no_args_is_help=True, help="Segments of the talent network: list, show, count.")
    group.command("list")(list_all)
    group.command()(show)
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


def show(segment: Name, as_json: AsJson = False) -> None:
    """Say who is in a segment, and where it is written. Needs no database.

    Example: rapport segments show nordic_engineers
    """
    one = _named(segment)
    file = f"campaigns/segments/{one.name}.py"
    if as_json:
        print_json({"name": one.name, "sentence": one.sentence, "file": file})
    else:
        typer.echo(f"{one.name}: {one.sentence}\nWritten in {file}; how many they are: rapport segments count {one.name}")


def count(
    segment: Name,
    topic: Annotated[str, typer.Option(help="Among those who want this topic.")] = Topic.TALENT_NETWORK.value,
    as_json: AsJson = False,
) -> None:
    """Count whom a segment holds now, among those whose yes to a topic holds. Pauses, tempo and budget are asked for each letter.

    Example: rapport segments count nordic_engineers --topic openings
    """
    one = _named(segment)
    topics = [topic.value for topic in Topic if topic.needs_opt_in]
    if topic not in topics:
        fail(f"There is no topic {topic!r} that people opt in to. {nearest(topic, topics)}")
    with opened() as parts, parts.database.read() as session:
        people = count_audience(session, parts, Topic(topic), one)
    if as_json:
        print_json({"segment": segment, "topic": topic, "people": people, "sentence": one.sentence})
    else:
        typer.echo(f"{people:,}. {one.sentence} Only those whose yes to {topic} holds.")


def _named(segment: str) -> Segment:
    """The segment of that name; else the command ends with the name that is nearest."""
    known = discover_segments()
    if segment not in known:
        fail(f"There is no segment {segment!r}. {nearest(segment, known)}")
    return known[segment]
