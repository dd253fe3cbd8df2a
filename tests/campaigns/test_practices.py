"""docs/practices.md against the code: each of the twenty rows names what is there, and no campaign is left out."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from campaigns.vocabulary import WaitFor, discover_campaigns

ROOT = Path(__file__).parents[2]
CAMPAIGNS = discover_campaigns()


class Row(NamedTuple):
    """One practice."""

    number: int
    practice: str
    where: str
    test: str


def rows() -> list[Row]:
    found = []
    for line in (ROOT / "docs" / "practices.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if len(cells) == 4 and cells[0].isdigit():
            found.append(Row(int(cells[0]), *cells[1:]))
    return found


def steps_named(row: Row) -> list[tuple[str, str]]:
    return re.findall(r"`(\w+)\.(\w+)`", row.where)


def test_there_are_twenty_practices() -> None:
    assert [row.number for row in rows()] == list(range(1, 21))


@pytest.mark.parametrize("row", rows(), ids=lambda row: str(row.number))
def test_each_practice_names_a_step_there_is_and_a_test_there_is(row: Row) -> None:
    for campaign, step in steps_named(row):
        CAMPAIGNS[campaign].step_at(step)
    for folder in re.findall(r"`([a-z]+/[a-z/]+)/`", row.where):
        assert any((ROOT / folder).iterdir()), folder
    assert steps_named(row) or "emails/newsletters" in row.where
    file, _, name = row.test.strip("`").partition("::")
    assert f"\ndef {name}(" in (ROOT / file).read_text("utf-8"), row.test


def test_every_step_of_every_campaign_serves_a_practice() -> None:
    named = {pair for row in rows() for pair in steps_named(row)}
    there = {(one.name, step.id) for one in CAMPAIGNS.values() for step in one.steps if not isinstance(step, WaitFor)}
    assert there - named == set()
