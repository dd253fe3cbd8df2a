"""What README.md, CONTRIBUTING.md and docs/ name is there: files, targets, commands and their options, settings, campaigns."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from campaigns.vocabulary import Campaign
from tests.faults.killing_run import ROOT
from tests.readme.pages import PAGES, Block, blocks, code, links
from worker.cli import build
from worker.settings import environment_names

_COMMAND = re.compile(r"(?:^|[\s($/])rapport ((?:[^|)]|\|(?! ))+)")
_TARGET = re.compile(r"(?:^|\s)make ([a-z-]+)")
_NAME = re.compile(r"\b(?:[A-Z]+_)*(?:RAPPORT|SENDGRID|DATABASE|REDIS|SMTP)_[A-Z_]+\b|\$\{?[A-Z_]+\b")
NOT_COMMANDS = {"rapport xyz"}

each_page = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def is_known(words: list[str], command: Any) -> bool:
    """Whether the words lead to a command, and all options among them are its own."""
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words[0]]
        words = words[1:]
    if "commands" in dir(command) and words and not words[0].startswith("-"):
        return False
    options = {name for parameter in command.params for name in parameter.opts} | {"--help", "-h"}
    return all(word.split("=")[0] in options for word in words if word.startswith("-"))


def commands_named(page: Path) -> list[str]:
    return [found.strip() for text in code(page) for found in _COMMAND.findall(text)]


@each_page
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    inside = [link.split("#")[0] for link in links(page) if not re.match(r"https?:|#|mailto:", link)]
    assert [link for link in inside if not (page.parent / link).exists()] == []


@each_page
def test_every_command_named_exists_with_its_options(page: Path) -> None:
    whole = get_command(build())
    assert [command for command in commands_named(page) if not is_known(command.split(), whole)] == []


def test_the_search_for_commands_finds_them_and_knows_wrong_ones() -> None:
    whole = get_command(build())
    named = {command for page in PAGES for command in commands_named(page)}
    assert {"why PERSON", "sandbox time +3d", "up"} <= named
    assert len(named) >= 15
    for wrong in ("wy ada", "sandbox tim +3d", "why --loudly", "events frobnicate"):
        assert not is_known(wrong.split(), whole)


@each_page
def test_every_make_target_named_exists(page: Path) -> None:
    assert {target for text in code(page) for target in _TARGET.findall(text)} <= targets()


@pytest.mark.parametrize("block", [block for block in blocks(*PAGES) if block.language == "sh"], ids=lambda b: b.page.name)
def test_every_variable_of_a_shell_block_is_a_setting_or_set_in_the_block(block: Block) -> None:
    set_here = set(re.findall(r"^(?:export )?([A-Z_]+)=", block.text, re.MULTILINE))
    known = {*environment_names(), *(f"{name}_FILE" for name in environment_names()), "SMTP_URL", *set_here}
    assert {name.lstrip("${") for name in _NAME.findall(block.text)} <= known


@pytest.mark.parametrize("block", [block for block in blocks(*PAGES) if block.language == "python"], ids=lambda b: b.page.name)
def test_every_python_block_runs_and_what_it_shows_as_a_campaign_is_one(block: Block) -> None:
    names: dict[str, object] = {}
    exec(block.text, names)  # each is a whole file
    shown = [value for value in names.values() if isinstance(value, Campaign)]
    assert len(shown) == block.text.count("= Campaign(")
    assert all(campaign.steps for campaign in shown)


def test_the_readme_shows_a_campaign() -> None:
    [block] = [block for block in blocks(ROOT / "README.md") if block.language == "python"]
    assert block.text.count("= Campaign(") == 1
