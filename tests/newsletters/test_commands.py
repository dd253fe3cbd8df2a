"""What the newsletter commands say: each tells the truth about the issue, and what to do next."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from emails.mistake import LetterMistake
from tests.conftest import Run
from tests.newsletters.conftest import SHORT, TUESDAY
from tests.newsletters.network import SLUG, approved, join, send
from tests.world import World
from worker.engine.newsletter_check import check_issue
from worker.engine.newsletter_control import pause_issue
from worker.engine.newsletter_new import new_issue
from worker.engine.newsletter_status import read_status
from worker.engine.newsletter_try import as_reader
from worker.engine.no import say_no
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate

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


def test_a_preview_says_who_would_not_get_it_and_why(sqlite_world: World, short_issue: Path) -> None:
    world = sqlite_world
    people = join(world, 2)
    world.reject()
    with world.parts.database.write() as session:
        reader = session.get_one(Candidate, people[0]["id"], with_for_update=True)
        say_no(session, world.parts, reader, Reason.UNSUBSCRIBED, how="test", now=world.now)

    def said(who: str) -> str | None:
        objection = as_reader(world.parts, SLUG, who).objection
        return objection.reason if objection is not None else None

    assert said("reader0@mail.example") == "unsubscribed"
    assert said("reader1@mail.example") is None
    assert said("ada@mail.example") == "not_opted_in"

    (short_issue / "issue.toml").write_text(SHORT.replace('"talent_network"', '"nordic_engineers"'), "utf-8")
    outside = as_reader(world.parts, SLUG, "reader1@mail.example").objection
    assert outside is not None
    assert outside.sentence.startswith("They are not in its segment, nordic_engineers. People who (live in DK")


def test_the_command_that_previews_says_so_too(installation: World, short_issue: Path, run: Run) -> None:
    installation.now = TEN_AT_NIGHT
    join(installation, 1)
    installation.reject()

    waits = run("newsletter", "preview", SLUG, "--as", "reader0@mail.example", "--no-open").stdout
    never = run("newsletter", "preview", SLUG, "--as", "ada@mail.example", "--no-open").stdout

    assert "They would have to wait for it, if it were sent now: It is not Monday to Friday, 8 to 18, where they live" in waits
    assert "They would not get it, if it were sent now: This topic needs their own yes, and they have not given it." in never


def test_why_tells_of_the_issues_that_somebody_got_and_why_others_passed_them_by(
    installation: World, short_issue: Path, run: Run
) -> None:
    world = installation
    world.now = TUESDAY
    world.reject()
    join(world, 1)
    send(world)
    world.pass_days(1)
    world.tell("candidate.applied", candidate={"id": "h", "email": "hugo@mail.example"}, application={"id": "app-2"})

    got, passed, later = (run("why", who, "newsletter").stdout for who in ("reader0@mail.example", "ada", "hugo@mail.example"))

    assert f"newsletter: the letter “{SLUG}” was handed to the mail provider" in got
    assert f"newsletter: “{SLUG}” was not for them" in passed
    assert "As they stand now: This topic needs their own yes, and they have not given it." in passed
    assert "We did not know them yet." in later
    assert "“2026-11” was not for them" not in got + run("why", "ada").stdout


def test_newsletters_are_held_and_reported_under_their_name(installation: World, short_issue: Path, run: Run) -> None:
    join(installation, 1)
    send(installation)

    assert run("report", "--campaign", "newsletter").exit_code == 0
    assert run("hold", "newsletter").stdout.startswith("The campaign newsletter is on hold.")
    assert "Did you mean 'newsletter'?" in run("why", "reader0@mail.example", "newsleter").stderr
