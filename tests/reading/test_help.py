"""Every command a colleague types explains itself with an example."""

from __future__ import annotations

import pytest

from tests.reading.conftest import Run

COMMANDS = (
    "up",
    "demo",
    "sandbox",
    "sandbox time",
    "doctor",
    "health",
    "preview",
    "why",
    "candidate show",
    "candidate stop",
    "report",
    "handoffs",
    "handoffs list",
    "handoffs resolve",
    "hold",
    "resume",
    "holds",
    "events send",
    "events dead",
    "events replay",
    "doubts",
    "doubts resolve",
    "campaigns retire",
    "alarms",
    "alarms clear",
)


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_has_an_example(run: Run, command: str) -> None:
    result = run(*command.split(), "--help")

    assert result.exit_code == 0
    assert f"rapport {command.removesuffix(' list')}" in result.stdout.split("Example: ")[1].splitlines()[0]


@pytest.mark.parametrize("group", ["candidate", "events", "campaigns"])
def test_a_group_alone_lists_what_it_can_do(run: Run, group: str) -> None:
    assert "Commands" in run(group).output


def test_a_command_misspelt_ends_with_two(run: Run) -> None:
    assert run("wy", "ada").exit_code == 2


def test_a_database_that_is_not_there_yet_says_what_to_do(run: Run, monkeypatch: pytest.MonkeyPatch, data_dir: object) -> None:
    from worker.settings import PRODUCTION_SIGNS, environment_names

    for name in {*environment_names(), *PRODUCTION_SIGNS}:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RAPPORT_DATA_DIR", str(data_dir))

    result = run("why", "ada")

    assert result.exit_code == 1
    assert "rapport migrate" in result.stderr
