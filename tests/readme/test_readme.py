"""The README, followed to the letter: each of its shell blocks is either make's or run here, against a real trial."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import WaitUntil
from tests.faults.killing_run import ROOT
from tests.readme.pages import blocks
from tests.readme.trial import Trial, a_trial

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("stack"),
    pytest.mark.skipif(sys.platform != "linux", reason="the README's shell is Debian's, and processes are looked for in /proc"),
]
# The worst of ordinary days: two business days after a Thursday evening are four days.
THURSDAY_EVENING = datetime(2026, 1, 15, 18, 30, tzinfo=UTC)
ADA = "ada@candidate.example"
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
MAKE_LINE = re.compile(r"make [a-z]+( +#.*)?")


def shell_blocks() -> list[str]:
    return [block.text for block in blocks(ROOT / "README.md") if block.language == "sh"]


def is_makes(block: str) -> bool:
    return all(MAKE_LINE.fullmatch(line) for line in block.splitlines())


def rapport_here() -> str:
    beside = Path(sys.executable).parent / "rapport"
    return str(beside) if beside.exists() else f"{sys.executable} -m worker.cli"


def for_this_trial(block: str, trial: Trial) -> str:
    """The block with the trial's own ports, time and command in place of the usual ones."""
    own = {
        "127.0.0.1:8000": f"127.0.0.1:{trial.run.settings.port}",
        "127.0.0.1:8025": f"127.0.0.1:{trial.run.settings.sandbox_port}",
        ".venv/bin/rapport": rapport_here(),
    }
    for usual, here in own.items():
        block = block.replace(usual, here)
    return block


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory, wait_until: WaitUntil) -> Iterator[Trial]:
    with a_trial(tmp_path_factory.mktemp("readme"), THURSDAY_EVENING, wait_until) as trial:
        yield trial


def test_the_readme_runs_make_and_tells_one_story() -> None:
    assert [is_makes(block) for block in shell_blocks()] == [True, True, False]


def test_the_story_of_the_readme_comes_true(trial: Trial) -> None:
    [story] = [block for block in shell_blocks() if not is_makes(block)]

    said = trial.bash(for_this_trial(story, trial))

    assert '"status":"accepted"' in said
    assert "The time is now 2026-01-18" in said
    assert '{"count":1}' in said
    [letter] = trial.letters(ADA)
    assert letter["subject"] == "Your application for Senior Data Engineer"
    assert "Ada Byron" in said
    assert "the letter “thank you” was handed to the" in said
    left = datetime.fromisoformat(letter["at"]).astimezone(COPENHAGEN)
    assert left.weekday() < 5
    assert 8 <= left.hour < 18


def test_told_again_with_another_time_it_says_that_this_was_told_already(trial: Trial) -> None:
    [story] = [block for block in shell_blocks() if not is_makes(block)]
    telling = story[: story.index(".venv/bin/rapport sandbox time +")]

    assert '"status":409' in trial.bash(for_this_trial(telling, trial))


def test_the_event_of_the_events_page_is_taken_in(trial: Trial) -> None:
    [curl] = [block.text for block in blocks(ROOT / "docs" / "events.md") if block.language == "sh"]

    said = trial.bash(for_this_trial(curl, trial))

    assert "202 Accepted" in said
    assert '"status":"accepted"' in said


def test_what_the_welcome_says_can_be_pasted(trial: Trial) -> None:
    welcome = trial.run.log.read_text(encoding="utf-8")
    pasted = re.findall(
        r"^    ((?:curl|RAPPORT_DATA_DIR=).*?)(?=\n\n|\n    RAPPORT_DATA_DIR=)", welcome, re.MULTILINE | re.DOTALL
    )

    said = [trial.bash(command) for command in pasted]

    assert '"status":"accepted"' in said[0]
    assert "The time is now" in said[1]
    assert "Ada" in said[2]
    assert len(said) == 3
