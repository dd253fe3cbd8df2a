"""`rapport why` as a command: what it prints for people and for machines."""

from __future__ import annotations

import json

from tests.conftest import Run
from tests.reading.adas_story import WROTE, tell_adas_story
from tests.world import World


def test_why_prints_a_story_that_ends_in_one_line(installation: World, run: Run) -> None:
    tell_adas_story(installation)

    result = run("why", "ada@mail.example")

    assert result.exit_code == 0, result.output
    assert result.stdout.strip().splitlines()[-1].startswith("Now: they answered")
    assert "Times are on their clock (Europe/Copenhagen)" in result.stdout
    assert "Wed 7 Jan 2026, 09:" in result.stdout
    assert WROTE.splitlines()[1] in result.stdout
    assert "answers_event" not in result.stdout
    assert "opened by a machine, which says nothing about them (3 times" in result.stdout


def test_why_gives_machines_the_same_with_the_persons_offset(installation: World, run: Run) -> None:
    tell_adas_story(installation)

    told = json.loads(run("why", "ada", "--json").stdout)

    assert told["zone"] == "Europe/Copenhagen"
    assert told["now"].startswith("Now: ")
    assert all(entry["at"].endswith("+01:00") for entry in told["entries"])
    assert {entry["kind"] for entry in told["entries"]} >= {"event", "decision", "signal", "handoff"}


def test_why_of_a_stranger_fails_with_a_sentence(installation: World, run: Run) -> None:
    result = run("why", "mallory@mail.example")

    assert result.exit_code == 1
    assert "Nobody goes by 'mallory@mail.example'" in result.stderr


def test_what_a_stranger_wrote_cannot_move_the_cursor(installation: World, run: Run) -> None:
    installation.reject(candidate={"id": "m", "email": "mallory@mail.example", "first_name": "\x1b[2J[red]Mallory\u202e"})

    result = run("why", "mallory@mail.example")

    assert result.exit_code == 0, result.output
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert "[red]Mallory" in result.stdout
