"""Every command a colleague types explains itself with an example."""

from __future__ import annotations

from typing import Any

import pytest
import typer

from tests.conftest import Run
from worker.cli import build

_INSTALLED_ONCE = {"release", "web", "intake", "clock", "worker", "imap run", "private-redis"}
"""Lines of the Procfile, started by a process manager."""


def commands(app: Any, path: str = "") -> list[str]:
    """Every command and group of the program."""
    if not hasattr(app, "commands"):
        return [path]
    inner = [name for key, command in app.commands.items() for name in commands(command, f"{path} {key}".strip())]
    return ([path] if path and app.invoke_without_command else []) + inner


COMMANDS = [name for name in commands(typer.main.get_command(build())) if name not in _INSTALLED_ONCE]


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
