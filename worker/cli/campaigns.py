"""`rapport campaigns`: what they are, each by itself, as a picture; and the way out for people in a step that is gone."""

from __future__ import annotations

import getpass
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from campaigns.vocabulary import Campaign, discover_campaigns, telling
from campaigns.vocabulary.mermaid import flow
from campaigns.vocabulary.mermaid import page as whole_page
from campaigns.vocabulary.svg import picture
from worker.cli._opening import fail, opened
from worker.cli._options import AsJson
from worker.cli._printing import clean, console, counted, print_json, table
from worker.engine.lookup import nearest
from worker.engine.retire import StillInUse, stranded
from worker.engine.retire import retire as end_for_all


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer(help="Campaigns: what we say, to whom, and when.", no_args_is_help=True)
    group.callback()(_group)
    group.command("list")(list_all)
    group.command("show")(show)
    group.command("graph")(graph)
    group.command("retire")(retire)
    app.add_typer(group, name="campaigns", rich_help_panel="Operations")


def _group() -> None:
    """Campaigns: what we say, to whom, and when."""


def list_all(as_json: AsJson = False) -> None:
    """Every campaign, and what it is for.

    Example: rapport campaigns list
    """
    campaigns = discover_campaigns().values()
    if as_json:
        print_json([described(campaign) for campaign in campaigns])
        return
    rows = [(one.name, telling.purpose(one), len(one.steps)) for one in campaigns]
    console().print(table("Campaigns", ("Campaign", "What for", "Steps"), rows, numbers=("Steps",)))


def show(
    name: Annotated[str, typer.Argument(help="The campaign's name.")],
    as_json: AsJson = False,
) -> None:
    """One campaign: what starts and stops it, and each step with its time, its condition and its letters.

    Example: rapport campaigns show post_rejection
    """
    campaign = _campaign(name)
    if as_json:
        print_json(described(campaign))
        return
    out = console()
    out.print(f"{campaign.name}: {clean(telling.purpose(campaign))}\n")
    facts = {
        "Topic": campaign.topic.value,
        "Starts on": telling.starts(campaign),
        "Ends at once on": telling.stops(campaign) or "nothing but a no of the person",
        "Tempo": telling.tempo(campaign),
        "Written in": campaign.where,
    }
    for label, said in facts.items():
        out.print(f"{label + ':':17}{clean(said)}")
    rows = [
        (
            telling.kind(step),
            step.id,
            telling.due(campaign, step),
            "\n".join(filter(None, (telling.conditions(step), *telling.details(step)))),
        )
        for step in campaign.steps
    ]
    out.print()
    out.print(table("Steps, in order", ("Kind", "Step", "When", "What else"), rows))


def graph(
    name: Annotated[str | None, typer.Argument(help="The campaign's name.")] = None,
    svg: Annotated[Path | None, typer.Option(help="Draw it into this file. Without it, Mermaid is printed.")] = None,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="Print Mermaid, as without any option.")] = False,
    page: Annotated[
        bool, typer.Option("--page", help="Print docs/campaigns.md: every campaign, as Markdown with Mermaid.")
    ] = False,
) -> None:
    """A picture of a campaign's flow, as SVG or as Mermaid.

    Example: rapport campaigns graph post_rejection --svg post_rejection.svg
    """
    if page:
        sys.stdout.write(whole_page(discover_campaigns().values()))
        return
    if name is None:
        fail("Which campaign? Give its name, or --page for all of them. See: rapport campaigns list")
    campaign = _campaign(name)
    if svg is not None and not mermaid:
        svg.write_text(picture(campaign), "utf-8")
        typer.echo(f"Drawn: {svg}")
        return
    sys.stdout.write(flow(campaign))


def _campaign(name: str) -> Campaign:
    campaigns = discover_campaigns()
    if name not in campaigns:
        fail(f"There is no campaign {name!r}. {nearest(name, campaigns)}")
    return campaigns[name]


def described(campaign: Campaign) -> dict[str, Any]:
    """A campaign as JSON values."""
    return {
        "name": campaign.name,
        "purpose": telling.purpose(campaign),
        "topic": campaign.topic.value,
        "starts_on": [event.type_name for event in campaign.starts_on],
        "stops_on": [event.type_name for event in campaign.stops_on],
        "for": str(campaign.for_each) if campaign.for_each is not None else None,
        "once_per": campaign.once_per.value,
        "tempo": telling.tempo(campaign),
        "steps": [
            {
                "id": step.id,
                "kind": telling.kind(step),
                "due": telling.due(campaign, step),
                "conditions": telling.conditions(step) or None,
                "details": list(telling.details(step)),
            }
            for step in campaign.steps
        ],
    }


def retire(
    campaign: Annotated[str, typer.Argument(help="The campaign's name.")],
    step: Annotated[str, typer.Argument(help="The id of the step that is gone.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without it, only tells how many it concerns.")] = False,
    by: Annotated[str | None, typer.Option(help="Your name. Default: the user of this machine.")] = None,
) -> None:
    """End a campaign for everybody who stands in a step that the code no longer has. They get nothing more of it.

    Bringing the step back is the other way out: ids are for ever.

    Example: rapport campaigns retire post_rejection feedback --yes
    """
    with opened() as parts:
        try:
            if not yes:
                with parts.database.read() as session:
                    count = stranded(session, parts, campaign, step)
                people = counted(count, "person", "people")
                fail(f"This ends {campaign} for {people} at {step}. Nothing was done yet; say --yes to do it.")
            ended = end_for_all(parts, campaign, step, by or getpass.getuser())
        except StillInUse as known:
            fail(known)
    typer.echo(f"Ended {campaign} for {ended} at {step}; each has it in their story.")
