"""Mermaid: the flow of a campaign as a diagram that GitHub and many others draw (https://mermaid.js.org/syntax/flowchart.html)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from campaigns.vocabulary import telling
from campaigns.vocabulary.campaign import Campaign
from campaigns.vocabulary.step import Handoff, Letter, Step

_PAGE = """# Campaigns

What we say, to whom and when, one file each in `campaigns/`. This page is made from them by `rapport campaigns graph --page`; a
test holds the two equal. `rapport campaigns show NAME` says the same in a terminal, `rapport campaigns graph NAME --svg FILE`
draws it. How to add one is in [CONTRIBUTING](../CONTRIBUTING.md); whom one event about nobody in particular reaches, in
[audiences](audiences.md); how often anybody hears from all of them together, in [tempo](tempo.md).

Whatever a campaign says, a no of the person ends it at once, a reply holds it until a colleague has answered, and each letter
goes through the same gate.
"""


def flow(campaign: Campaign) -> str:
    """The flow, top to bottom: what starts it, each step with its time and condition, and what ends it."""
    lines = ["flowchart TD", f'    start(["{_text(telling.starts(campaign))}"])']
    before = "start"
    for step in campaign.steps:
        this = f"step_{step.id}"  # a bare id could be one of Mermaid's own words
        lines.append(f"    {this}{_box(step)}")
        lines.append(f'    {before} -->|"{_text(telling.due(campaign, step))}"| {this}')
        before = this
    if campaign.stops_on:
        lines.append(f'    stop{{{{"ends at once: {_text(telling.stops(campaign))}"}}}}')
        lines.append("    start -.-> stop")
    return "\n".join(lines) + "\n"


def page(campaigns: Iterable[Campaign]) -> str:
    """All of them on one page of Markdown."""
    return _PAGE + "".join(_section(campaign) for campaign in campaigns)


def _section(campaign: Campaign) -> str:
    facts = [f"Topic: `{campaign.topic.value}`."]
    if telling.uses_tempo(campaign):
        facts.append(f"Tempo: {telling.tempo(campaign)}.")
    return f"\n## {campaign.name}\n{telling.purpose(campaign)}\n\n{' '.join(facts)}\n\n```mermaid\n{flow(campaign)}```\n"


def _box(step: Step) -> str:
    words = _text("<br/>".join(_lines(step)))
    match step:
        case Letter():
            return f'["{words}"]'
        case Handoff():
            return f'[/"{words}"/]'
        case _:
            return f'{{"{words}"}}'


def _lines(step: Step) -> Iterator[str]:
    yield f"{telling.kind(step)} <b>{step.id}</b>"
    if said := telling.conditions(step):
        yield said
    yield from telling.details(step)


def _text(words: str) -> str:
    return words.replace('"', "'")
