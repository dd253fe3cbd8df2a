"""A mistake in a campaign is refused at start, with file, line and remedy."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from typer.testing import CliRunner

from campaigns.vocabulary import Campaign, CampaignMistake, Letter, Topic, discover_campaigns
from emails.letters import load_letters
from emails.mistake import LetterMistake
from schemas.events.candidate_rejected import CandidateRejected
from tests.world import letters
from worker.cli import build
from worker.engine.check_letters import check_letters, check_values

HEAD = """from campaigns.vocabulary import *
from schemas.events.candidate_applied import CandidateApplied
from schemas.events.candidate_rejected import CandidateRejected
from schemas.events.community_announced import CommunityAnnounced
from schemas.events.job_opened import JobOpened

mine = Campaign(
    "mine",
"""
LINE_OF_CAMPAIGN, LINE_OF_STEPS = 7, 11


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty package of campaigns."""
    folder = tmp_path / "trial_campaigns"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield folder
    for name in [name for name in sys.modules if name.startswith("trial_campaigns")]:
        del sys.modules[name]


def mistake(package: Path, source: str, name: str = "mine") -> str:
    (package / f"{name}.py").write_text(source, "utf-8")
    with pytest.raises(CampaignMistake) as caught:
        discover_campaigns("trial_campaigns")
    return str(caught.value).replace(f"{package}/", "")


def campaign(steps: str, facts: str = "topic=Topic.PLACEMENT, starts_on=[CandidateRejected],") -> str:
    return f"{HEAD}    {facts}\n    steps=[\n        {steps}\n    ],\n)\n"


STEPS = {
    "used twice": 'Letter("one"),\n        Letter("one"),',
    "it is never reached: 'one' before it recurs": 'Letter("one", after=days(1), every=days(1)),\n        Letter("two"),',
    "it is never reached: only when and not when replied": 'Letter("one", when=both(replied, has_feedback), unless=replied),',
    "every=0 would never end": 'Letter("one", after=days(1), every=days(0)),',
    "different units": 'Letter("one", after=days(1), every=months(1)),',
    "expires the moment": 'Letter("one", expires=days(0)),',
    "holdout=90": 'Letter("one", holdout=90),',
    "variants ['A']": 'Letter("one", variants=["A"]),',
    "no event to put into a calendar": 'Letter("one", attach=calendar_file),',
    "cannot be a folder's": 'Letter("One Two"),',
    "waits for nobody": 'Handoff("one", ask="Call.", deadline=days(0)),',
    "it asks nothing": 'Handoff("one"),',
    "nothing in English": 'Handoff("one", ask={"da": "Ring."}),',
}


@pytest.mark.parametrize(("what", "steps"), STEPS.items(), ids=STEPS)
def test_a_mistake_in_a_step_is_found_at_its_own_line(package: Path, what: str, steps: str) -> None:
    said = mistake(package, campaign(steps))

    line = LINE_OF_STEPS + steps.count("\n")
    assert said.startswith(f"mine.py, line {line}: campaign mine, step ")
    assert what in said
    assert said.count(". ") >= 1  # what is wrong, and how to mend it


CAMPAIGNS = {
    "has no steps": ("topic=Topic.PLACEMENT, starts_on=[CandidateRejected],", ""),
    "nothing ever starts it": ("topic=Topic.PLACEMENT, starts_on=[],", 'Letter("one"),'),
    "is no event": ('topic=Topic.PLACEMENT, starts_on=["candidate.hired"],', 'Letter("one"),'),
    "is about no single person": ("topic=Topic.PLACEMENT, starts_on=[JobOpened],", 'Letter("one"),'),
    "silence means yes to placement": (
        "topic=Topic.PLACEMENT, starts_on=[JobOpened], once_per=OncePer.JOB, for_each=matching(at_most=5, a_day=1),",
        'Letter("one"),',
    ),
    "compares people with an opening": (
        "topic=Topic.EVENTS, starts_on=[CommunityAnnounced], once_per=OncePer.EVENT, for_each=matching(at_most=5, a_day=1),",
        'Letter("one"),',
    ),
    "only once ever": ("topic=Topic.EVENTS, starts_on=[CommunityAnnounced], for_each=members(Topic.EVENTS),", 'Letter("one"),'),
    "no opening starts it": ("topic=Topic.PLACEMENT, starts_on=[CandidateRejected], once_per=OncePer.JOB,", 'Letter("one"),'),
    "one on an application": ("topic=Topic.PLACEMENT, starts_on=[CandidateApplied], anchor=Anchor.LAST_WORD,", 'Letter("one"),'),
    "candidate.applied both starts and stops it": (
        "topic=Topic.PLACEMENT, starts_on=[CandidateApplied], stops_on=[CandidateApplied], once_per=OncePer.APPLICATION,",
        'Letter("one"),',
    ),
    "candidate.rejected both starts and stops it": (
        "topic=Topic.PLACEMENT, starts_on=[CandidateRejected], stops_on=[CandidateRejected],",
        'Letter("one"),',
    ),
    "told to those who were invited": (
        "topic=Topic.EVENTS, starts_on=[CommunityAnnounced], once_per=OncePer.EVENT, for_each=invited('one.two'),",
        'Letter("one"),',
    ),
    "changes to a community event": (
        "topic=Topic.EVENTS, starts_on=[JobOpened], once_per=OncePer.CHANGE, for_each=invited('one.two'),",
        'Letter("one"),',
    ),
}


@pytest.mark.parametrize(("what", "written"), CAMPAIGNS.items(), ids=CAMPAIGNS)
def test_a_mistake_in_a_campaign_is_found_at_its_line(package: Path, what: str, written: tuple[str, str]) -> None:
    facts, steps = written

    said = mistake(package, campaign(steps, facts))

    assert said.startswith(f"mine.py, line {LINE_OF_CAMPAIGN}: campaign mine: ")
    assert what in said


def test_what_python_itself_cannot_make_of_a_file_is_told_with_its_line_too(package: Path) -> None:
    unknown_event = mistake(package, "\nfrom schemas.events.candidate_hird import CandidateHird\n")
    assert unknown_event.startswith("mine.py, line 2: ModuleNotFoundError: ")
    assert "schemas/events/" in unknown_event

    unknown_word = mistake(package, "from campaigns.vocabulary import Leter\n", "another")
    assert unknown_word.startswith("another.py, line 1: ImportError: ")
    assert "Did you mean Letter" in unknown_word


def test_a_wrong_stage_a_wrong_argument_and_a_broken_line_are_told_with_their_lines(package: Path) -> None:
    wrong_stage = mistake(package, campaign('Letter("one", when=reached("onsiet")),'))
    assert wrong_stage.startswith(f"mine.py, line {LINE_OF_STEPS}: ValueError: unknown stage 'onsiet'")

    wrong_argument = mistake(package, campaign('Letter("one", exipres=days(3)),'), "another")
    assert f"another.py, line {LINE_OF_STEPS}: TypeError" in wrong_argument
    (package / "another.py").unlink()
    (package / "mine.py").unlink()

    assert mistake(package, "mine = Campaign(\n", "third").startswith("third.py, line 1: SyntaxError")


def test_a_file_is_named_for_the_one_campaign_it_holds(package: Path) -> None:
    assert "Name the file mine.py" in mistake(package, campaign('Letter("one"),'), "other")


def test_a_letter_that_is_missing_or_prints_what_its_campaign_never_knows_is_refused(package: Path, tmp_path: Path) -> None:
    (package / "mine.py").write_text(campaign('Letter("one"),'), "utf-8")
    mine = discover_campaigns("trial_campaigns").values()
    root = tmp_path / "letters"
    with pytest.raises(CampaignMistake, match=rf"mine\.py, line {LINE_OF_STEPS}: .*Write emails/mine/one/en\.mjml"):
        check_letters(mine, load_letters(root))

    copytree("emails/opportunity_match/opening", root / "mine" / "one")
    check_letters(mine, load_letters(root))
    with pytest.raises(CampaignMistake, match=r"its letter \(da\) prints 'job'. Only campaigns that start on job\.opened"):
        check_values(mine, load_letters(root))

    english = root / "mine" / "one" / "en.mjml"
    english.write_text(english.read_text("utf-8").replace("{{ ", "{{ nickname }}{{ ", 1), "utf-8")
    for other in ("da", "de"):
        (root / "mine" / "one" / f"{other}.mjml").unlink()
    with pytest.raises(LetterMistake, match=r"en\.mjml.*there is no value 'nickname'"):
        check_values(mine, load_letters(root))


def test_every_campaign_there_is_has_its_letters_and_prints_only_what_it_knows() -> None:
    check_letters(discover_campaigns().values(), letters())
    check_values(discover_campaigns().values(), letters())


def test_lint_says_of_a_letter_what_a_deploy_would_be_refused_for(monkeypatch: pytest.MonkeyPatch) -> None:
    rejected = Campaign(
        "opportunity_match", topic=Topic.AFTER_APPLICATION, starts_on=[CandidateRejected], steps=[Letter("opening")]
    )
    monkeypatch.setattr("campaigns.vocabulary.discover_campaigns", lambda: {rejected.name: rejected})
    said = CliRunner().invoke(build(), ["lint", "opportunity_match.opening"])
    assert said.exit_code == 1
    assert "prints 'job'. Only campaigns that start on job.opened know one" in said.output
