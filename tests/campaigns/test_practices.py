"""docs/practices.md against the code: each of the twenty rows names what is there, and what serves a practice is in its row."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from typing import NamedTuple

import pytest

from campaigns.vocabulary import discover_campaigns

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


@pytest.mark.parametrize("name", sorted(CAMPAIGNS))
def test_a_campaign_that_says_which_practices_it_serves_is_named_there(name: str) -> None:
    told = importlib.import_module(f"campaigns.{name}").__doc__ or ""
    numbers = {int(number) for said in re.findall(r"Practices? ([\d, toand]+)", told) for number in re.findall(r"\d+", said)}
    for row in rows():
        if row.number in numbers:
            assert name in {campaign for campaign, _ in steps_named(row)}, row.practice
