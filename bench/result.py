"""Results: a row per figure, printed with its floor and written to `.rapport/bench.json`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

import orjson
from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One figure. `ratio` is value ÷ floor; `reach` is the ratio aimed at; `better` says in which direction."""

    name: str
    value: float
    unit: str
    floor: float | None = None
    ratio: float | None = None
    reach: float | None = None
    better: Literal["higher", "lower"] = "higher"
    note: str | None = None
    """Why there is no figure, and how to get one."""

    @property
    def reached(self) -> bool | None:
        """Whether the ratio is as good as aimed at; None where nothing is aimed at."""
        if self.ratio is None or self.reach is None:
            return None
        return self.ratio >= self.reach if self.better == "higher" else self.ratio <= self.reach


def show(rows: Sequence[Row], console: Console) -> None:
    """Print the rows as a table."""
    table = Table("figure", "value", "floor, same run", "ratio", "reach", title="Rapport, measured")
    for row in rows:
        mark = {None: "", True: " ✓", False: " ✗"}[row.reached]
        table.add_row(
            row.name,
            row.note or f"{row.value:,.1f} {row.unit}",
            "" if row.floor is None else f"{row.floor:,.1f} {row.unit}",
            "" if row.ratio is None else f"{row.ratio:.2f}{mark}",
            "" if row.reach is None else f"{'≥' if row.better == 'higher' else '≤'} {row.reach:g}",
        )
    console.print(table)


def write(rows: Sequence[Row], path: Path) -> None:
    """Write the rows as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps([asdict(row) for row in rows], option=orjson.OPT_INDENT_2))
