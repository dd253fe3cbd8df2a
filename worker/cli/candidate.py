"""`rapport candidate show | stop`: what is known of a person, and stopping all letters to them."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from rich.text import Text

from worker.cli._opening import opened
from worker.cli._options import AsJson, Who
from worker.cli._printing import clean, console, counted, print_json, table, when
from worker.engine.handoff import name_of
from worker.engine.staff import stop_person
from worker.engine.story_person import Person, show_person


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="One person: what is known of them, and stopping all letters to them.", no_args_is_help=True)
    group.command("show")(show)
    group.command("stop")(stop)
    app.add_typer(group, name="candidate", rich_help_panel="People")


def show(candidate: Who, as_json: AsJson = False) -> None:
    """Show facts, topics, tempo, budget, campaigns and the last letters of a person.

    Example: rapport candidate show ats:4711
    """
    with opened() as parts:
        person = show_person(parts, candidate)
        now = parts.now()
    if as_json:
        print_json(person, person.zone)
        return
    screen = console()
    screen.print(Text(clean(f"{person.name}  {person.id}"), style="bold"))
    facts = [(name, _said(value, person)) for name, value in person.facts.items() if value not in (None, [], "")]
    budget = counted(person.letters_in_30_days, "letter") + " in 30 days"
    if person.room_at is not None:
        budget += f"; one more fits {'at once' if person.room_at <= now else when(person.room_at, person.zone)}"
    facts += [
        ("tempo", f"{person.tempo}, {counted(person.unanswered, 'letter')} in a row unanswered"),
        ("budget", budget),
        ("topics", "\n".join(f"{topic.replace('_', ' ')}: {said}" for topic, said in person.topics.items())),
    ]
    facts.insert(0, ("a no", person.no or "none"))
    screen.print(table("", ("", ""), facts))
    _print_lists(person)
    screen.print(Text(clean(person.now), style="bold"), soft_wrap=True)


def _said(value: Any, person: Person) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(value)
    return when(value, person.zone) if hasattr(value, "astimezone") else str(value)


def _print_lists(person: Person) -> None:
    ways = [(way.campaign, way.step, way.state, when(way.ended_at or way.due_at, person.zone), way.why) for way in person.ways]
    letters = [
        (when(one.sent_at, person.zone), f"{one.campaign}.{one.step}", one.locale, one.letter.words) for one in person.letters
    ]
    if ways:
        console().print(table("Campaigns", ("campaign", "step", "state", "due, or ended", "why"), ways))
    if letters:
        console().print(table("Last letters", ("sent", "letter", "language", "state"), letters))


def stop(
    candidate: Who,
    by: Annotated[str, typer.Option(help="Your name; it is kept with the decision.")],
    reason: Annotated[str | None, typer.Option(help="Why, for whoever asks later.")] = None,
) -> None:
    """Stop all letters to a person, at once and everywhere. Only the person can lift it, by saying yes again.

    Example: rapport candidate stop ada@mail.example --by Rosa --reason "asked on the phone"
    """
    with opened() as parts:
        person, ended = stop_person(parts, candidate, by=by, reason=reason)
    campaigns = f"{counted(ended, 'campaign')} ended"
    typer.echo(clean(f"No more letters to {name_of(person)}: {campaigns}. What has left already cannot be called back."))
