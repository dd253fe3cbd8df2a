"""Reads the tables of cases in docs/, which are the tests."""

from __future__ import annotations

from pathlib import Path

_DOCS = Path(__file__).resolve().parents[2] / "docs"


def case_table(page: str, name: str) -> list[dict[str, str]]:
    """The rows of the table that follows `<!-- name -->` on a page, each by its column's heading."""
    lines = (_DOCS / page).read_text(encoding="utf-8").splitlines()
    start = lines.index(f"<!-- {name} -->") + 1
    cells = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        cells.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    heading, _rule, *rows = cells
    assert rows, f"{page}: the table {name} is empty"
    return [dict(zip(heading, row, strict=True)) for row in rows]
