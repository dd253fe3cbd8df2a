"""A newcomer types commands before anything is there: each says what to do, in words, and makes nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Run
from tests.world import World
from worker.settings import PRODUCTION_SIGNS, environment_names

ASKING = ("health", "report", "handoffs", "why ada", "candidate show ada", "events dead", "pace", "holds", "newsletter list")


@pytest.fixture
def folder(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a trial would be, if there were one."""
    for name in {*environment_names(), *PRODUCTION_SIGNS}:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RAPPORT_DATA_DIR", str(data_dir / "rapport"))
    return data_dir / "rapport"


@pytest.mark.parametrize("command", ASKING)
def test_asking_an_installation_that_is_not_there_says_how_to_begin_and_begins_nothing(
    run: Run, folder: Path, command: str
) -> None:
    asked = run(*command.split())

    assert asked.exit_code == 1
    assert "Begin a trial with `rapport up`" in asked.stderr
    assert not folder.exists()


@pytest.mark.parametrize("command", ASKING)
def test_a_database_that_nobody_migrated_is_told_without_a_word_of_sql(run: Run, folder: Path, command: str) -> None:
    folder.mkdir()
    (folder / "rapport.sqlite3").touch()

    asked = run(*command.split())

    assert asked.exit_code == 1
    assert asked.stderr == "The database is empty: nobody has set it up yet. Run `rapport migrate`; for a trial, `rapport up`.\n"


@pytest.mark.parametrize("command", ["migrate", "release"])
def test_a_database_that_cannot_be_reached_ends_a_deploy_with_a_sentence(run: Run, folder: Path, command: str) -> None:
    folder.mkdir()
    (folder / "rapport.sqlite3").mkdir()

    asked = run(command)

    assert asked.exit_code == 1
    assert asked.stderr.startswith("The database cannot be used: unable to open database file. ")


def test_a_segment_is_shown_with_its_file(run: Run) -> None:
    shown = run("segments", "show", "nordic_engineers")
    assert shown.stdout.startswith("nordic_engineers: People who (live in DK")
    assert "campaigns/segments/nordic_engineers.py" in shown.stdout


@pytest.mark.parametrize(
    ("command", "meant"),
    [
        ("segments show nordic_enginers", "Did you mean 'nordic_engineers'?"),
        ("campaigns show post_rejektion", "Did you mean 'post_rejection'?"),
        ("campaigns graph post_rejektion", "Did you mean 'post_rejection'?"),
        ("lint post_rejection.thank", "Did you mean post_rejection.thank_you"),
        ("preview referral_ask --no-open", "Did you mean referral_ask.ask?"),
        ("preview nobodys.letter --no-open", "There are: "),
        ("preview referral_ask.ask --no-open --locale fr", "referral_ask.ask is not written in 'fr'. There are: "),
        ("preview --locale fr", "No letter is written in 'fr'. There are: "),
    ],
)
def test_a_name_misspelt_is_answered_with_those_there_are(run: Run, command: str, meant: str) -> None:
    asked = run(*command.split())

    assert (asked.exit_code, meant in asked.stderr) == (1, True), asked.stderr


def test_an_issue_misspelt_is_answered_with_those_there_are(installation: World, run: Run) -> None:
    asked = run("newsletter", "check", "2026-1")

    assert (asked.exit_code, "There is no issue '2026-1'. There are: " in asked.stderr) == (1, True), asked.stderr
