"""What the newsletter commands say: each tells the truth about the issue, and what to do next."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from emails.mistake import LetterMistake
from tests.conftest import Run
from tests.newsletters.network import SLUG, approved, join, send
from tests.world import World
from worker.engine.newsletter_check import check_issue
from worker.engine.newsletter_control import pause_issue
from worker.engine.newsletter_new import new_issue
from worker.engine.newsletter_status import read_status

TEN_AT_NIGHT = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("topic", "segment", "meant"),
    [("opening", "talent_network", "Did you mean 'openings'"), ("insight", "talent", "Did you mean 'talent_network'")],
)
def test_a_new_issue_for_no_topic_or_no_segment_is_refused_before_anything_is_written(
    tmp_path: Path, topic: str, segment: str, meant: str
) -> None:
    with pytest.raises(LetterMistake, match=meant):
        new_issue("2027-02", topic, segment, tmp_path)

    assert list(tmp_path.iterdir()) == []


def test_a_new_issue_that_nobody_wrote_is_a_draft_after_its_check(sqlite_world: World, tmp_path: Path) -> None:
    new_issue("2027-02", "insight", "talent_network", tmp_path)

    checked = check_issue(sqlite_world.parts, "2027-02", "Rosa", tmp_path)

    assert checked.state == "draft"
    assert {finding.check for finding in checked.findings} == {"left_over"}


def test_whoever_waits_is_not_counted_as_done(sqlite_world: World, short_issue: Path) -> None:
    world = sqlite_world
    world.now = TEN_AT_NIGHT
    join(world, 4)
    send(world)
    assert (read_status(world.parts, SLUG).done, read_status(world.parts, SLUG).waiting) == (0, {"outside_hours": 4})

    pause_issue(world.parts, SLUG, "Rosa")

    assert read_status(world.parts, SLUG).done == 0


def test_a_scheduled_issue_says_until_when_it_goes(installation: World, short_issue: Path, run: Run) -> None:
    installation.now = TEN_AT_NIGHT
    join(installation, 1)
    approved(installation)

    run("newsletter", "schedule", SLUG, "2026-11-30T09:00", "--local")

    shown = run("newsletter", "status", SLUG).stdout
    assert "Looked at next at Sun 29 Nov 2026, 19:00 UTC; it ends by Sun 6 Dec 2026, 19:00 UTC." in shown


def test_an_issue_that_was_not_checked_and_one_that_is_not_there_are_told_apart(
    installation: World, short_issue: Path, run: Run
) -> None:
    assert (
        run("newsletter", "start", SLUG).stderr
        == f"The issue {SLUG} has not been checked yet: rapport newsletter check {SLUG} --as YOU\n"
    )

    missing = run("newsletter", "start", "2026-1")

    assert missing.stderr == "There is no issue '2026-1'. Did you mean '2026-11'? `rapport newsletter new 2026-1` makes one.\n"


def test_an_approval_has_the_name_of_whoever_says_yes(installation: World, short_issue: Path, run: Run) -> None:
    check_issue(installation.parts, SLUG, "Rosa")

    asked = run("newsletter", "approve", SLUG)

    assert (asked.exit_code, "Missing option '--as'" in asked.stderr) == (2, True), asked.stderr
    assert read_status(installation.parts, SLUG).state == "checked"
