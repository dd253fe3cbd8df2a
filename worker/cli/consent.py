"""`rapport consent show`: what a person said yes and no to, having read which words, when, how and from where."""

from __future__ import annotations

import typer

from worker.cli._opening import opened
from worker.cli._options import AsJson, Who
from worker.cli._printing import console, print_json, table, when
from worker.engine.consent_view import Consents, ConsentWord, InForce, show_consents
from worker.engine.story_words import said_how


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="What a person said yes and no to.", no_args_is_help=True)
    group.callback()(_group)
    group.command("show")(show)
    app.add_typer(group, name="consent", rich_help_panel="People")


def _group() -> None:
    """What a person said yes and no to."""


def show(candidate: Who, as_json: AsJson = False) -> None:
    """Show what is in force for a person, on what basis and until when, and every word of theirs that led there.

    Example: rapport consent show ada@mail.example
    """
    with opened() as parts:
        consents = show_consents(parts, candidate)
    if as_json:
        print_json(consents)
        return
    _print(consents)


def _print(consents: Consents) -> None:
    screen = console()
    columns = ("topic", "may we write?", "on the basis of", "until (UTC)")
    screen.print(table("In force now", columns, [_now(one) for one in consents.in_force]))
    if not consents.record:
        typer.echo("They have said nothing themselves, neither yes nor no.")
        return
    said = ("when (UTC)", "what for", "said", "words", "how", "where", "until (UTC)")
    screen.print(table("Their own word, oldest first", said, [_line(one) for one in consents.record]))
    for wording, words in dict.fromkeys((one.wording, one.words) for one in consents.record if one.words):
        typer.echo(f"{wording}: {words}")


def _now(one: InForce) -> tuple[str, ...]:
    said = "yes" if one.wanted else "no: it has lapsed" if one.lapsed else "no"
    basis = one.basis.value.replace("_", " ") if one.basis else ""
    return one.topic.value.replace("_", " "), said, basis, when(one.until) if one.wanted and one.until else ""


def _line(one: ConsentWord) -> tuple[str, ...]:
    topic = (one.topic or "everything").replace("_", " ")
    until = when(one.expires_at) if one.expires_at else ""
    return when(one.at), topic, "yes" if one.given else "no", one.wording or "", said_how(one.how), one.source or "", until
