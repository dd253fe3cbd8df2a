"""docs/peer_failures.md: each failure of our peers, and each attack, names a test that there is."""

from __future__ import annotations

import re

import pytest

from tests.faults.killing_run import ROOT

PAGE = (ROOT / "docs" / "peer_failures.md").read_text("utf-8")
ROWS = [row for row in PAGE.splitlines() if row.startswith("| ") and not row.startswith("| **") and "The test |" not in row]
NAMED = [(row, re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)) for row in ROWS]


@pytest.mark.parametrize(("row", "tests"), NAMED, ids=lambda value: str(value)[2:50] if isinstance(value, str) else "")
def test_each_row_names_a_test_there_is(row: str, tests: list[tuple[str, str]]) -> None:
    assert tests, "no test is named"
    for file, name in tests:
        assert f"def {name}(" in (ROOT / file).read_text("utf-8")


def test_the_page_has_all_the_rows_it_began_with() -> None:
    assert len(ROWS) >= 57
