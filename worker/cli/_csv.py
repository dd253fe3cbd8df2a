"""CSV that a spreadsheet opens without running anything in it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from worker.cli._printing import clean

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """The rows as CSV (RFC 4180). A text that a spreadsheet would take for a formula is made harmless with a leading '."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([_harmless(cell) for cell in heading])
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: object) -> object:
    if isinstance(cell, int):
        return cell
    text = clean(cell)
    return f"'{text}" if text.lstrip(" ").startswith(_BEGINS_A_FORMULA) else text
