"""A campaign told in words and pictures: for a terminal, a page and a slide."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner

from campaigns.vocabulary import (
    Campaign,
    Handoff,
    Letter,
    Tempo,
    Topic,
    WaitFor,
    best_hour,
    days,
    discover_campaigns,
    good_experience,
    months,
    replied,
    telling,
)
from campaigns.vocabulary.mermaid import flow, page
from campaigns.vocabulary.svg import picture
from schemas.events.candidate_hired import CandidateHired
from worker.cli import build

ALL = discover_campaigns()
EVERYTHING = Campaign(
    "everything",
    topic=Topic.REFERRALS,
    starts_on=[CandidateHired],
    tempo=Tempo.ONLY_WHEN_KEEN,
    steps=[
        Handoff("call", ask='Say "well done" & <ask>.', deadline=days(2)),
        WaitFor("answer", replied, after=days(1), at_most=days(9)),
        Letter("ask", after=months(6), every=months(1), at=best_hour, when=good_experience, variants=["short"], holdout=10),
    ],
)


def test_the_page_of_campaigns_is_made_from_them() -> None:
    written = Path("docs/campaigns.md").read_text("utf-8")

    assert written == page(ALL.values()), "run: rapport campaigns graph --page > docs/campaigns.md"


@pytest.mark.parametrize("name", ALL)
def test_every_campaign_says_what_it_is_for_and_can_be_drawn(name: str) -> None:
    campaign = ALL[name]
    drawing = ET.fromstring(picture(campaign))

    words = " ".join(drawing.itertext())
    assert telling.purpose(campaign)
    assert all(step.id.replace("_", " ") in words for step in campaign.steps)
    assert "http" not in picture(campaign).replace("http://www.w3.org/2000/svg", "")  # nothing is fetched from anywhere


def test_steps_are_told_with_their_times_conditions_and_whatever_else_they_say() -> None:
    handoff, wait, letter = EVERYTHING.steps

    assert telling.due(EVERYTHING, handoff) == "at once"
    assert list(telling.details(handoff)) == ['“Say "well done" & <ask>.”', "waits for a colleague, at most 2 days"]
    assert list(telling.details(wait)) == ["waits for: replied; at most 9 days"]
    assert telling.due(EVERYTHING, letter) == "6 months after it, at the hour they read, then every month"
    assert telling.conditions(letter) == "only when: had a good experience"
    assert "10 of a hundred get none" in list(telling.details(letter))
    assert telling.tempo(EVERYTHING) == "goes only to a keen reader"


def test_nothing_a_campaign_says_breaks_its_picture() -> None:
    assert 'Say "well done" & <ask>.' in " ".join(" ".join(ET.fromstring(picture(EVERYTHING)).itertext()).split())
    assert "Say 'well done' & <ask>." in flow(EVERYTHING)
    assert flow(EVERYTHING).count('"') % 2 == 0


def test_the_commands_list_show_and_draw(tmp_path: Path) -> None:
    run = CliRunner()
    file = tmp_path / "flow.svg"

    assert "still_in_process" in run.invoke(build(), ["campaigns", "list"]).output
    shown = json.loads(run.invoke(build(), ["campaigns", "show", "opportunity_match", "--json"]).output)
    assert shown["for"] == "the members it fits best, at most 25, 5 a day"
    assert "call_first" in run.invoke(build(), ["campaigns", "show", "post_rejection"]).output
    assert "flowchart TD" in run.invoke(build(), ["campaigns", "graph", "post_rejection"]).output
    assert run.invoke(build(), ["campaigns", "graph", "post_rejection", "--svg", str(file)]).exit_code == 0
    assert ET.fromstring(file.read_text("utf-8")).get("role") == "img"
    unknown = run.invoke(build(), ["campaigns", "show", "nobody"])
    assert unknown.exit_code == 1
    assert f"Known: {next(iter(ALL))}, " in unknown.output
