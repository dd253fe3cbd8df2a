"""Printing: tables and lines for people, JSON for machines. What strangers wrote cannot move the cursor or colour the screen."""

from __future__ import annotations

import dataclasses
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson
import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from worker.engine.story_words import said_at

UTC = ZoneInfo("UTC")
_HARMLESS = {"\n", "\t"}
_EDGES, _GAP = 2, 3
"""What a table's frame takes, and what lies between two of its columns."""


def console() -> Console:
    """A console on what standard output is now; words are printed as they are, never as markup."""
    return Console(markup=False, highlight=False, emoji=False)


def clean(value: object) -> str:
    """The value as text, without control characters and marks that turn the reading direction."""
    text = "" if value is None else str(value)
    return "".join(letter for letter in text if letter in _HARMLESS or unicodedata.category(letter) not in ("Cc", "Cf", "Cs"))


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, numbers: Sequence[str] = ()) -> Table:
    """A plain table; the columns named in `numbers` are set flush right."""
    made = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        made.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    for row in rows:
        made.add_row(*(Text(clean(cell)) for cell in row))
    return made


def figures(title: str, names: Sequence[str], rows: Sequence[Sequence[object]], width: int) -> Iterator[Table]:
    """Tables of figures: what is counted down the left, names across; what `width` does not hold stands in a table below.

    Each row begins with what it counts.
    """
    lines = [("", *names), *(tuple(map(str, row)) for row in rows)]
    labels, *columns = zip(*lines, strict=True)
    side, used = [labels], _EDGES + max(map(len, labels))
    for column in columns:
        wide = _GAP + max(map(len, column))
        if len(side) > 1 and used + wide > width:
            yield _beside(title, side)
            title, side, used = "", [labels], _EDGES + max(map(len, labels))
        side.append(column)
        used += wide
    yield _beside(title, side)


def _beside(title: str, columns: Sequence[Sequence[str]]) -> Table:
    heads, *rows = zip(*columns, strict=True)
    return table(title, heads, rows, numbers=heads[1:])


def counted(count: int, one: str, many: str | None = None) -> str:
    """`1 letter`, `2 letters`; `many` where it is not `one` with an s."""
    return f"{count} {one if count == 1 else many or one + 's'}"


def when(at: datetime | None, zone: ZoneInfo = UTC) -> str:
    """An instant on the clock of `zone`; nothing for none."""
    return said_at(at, zone) if at is not None else ""


def long_ago(since: datetime | None, now: datetime) -> str:
    """How long something has lasted, in the largest unit that fits."""
    if since is None:
        return ""
    seconds = max(0, int((now - since).total_seconds()))
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return counted(seconds // length, unit)
    return "less than a minute"


def print_json(value: object, zone: ZoneInfo = UTC) -> None:
    """One JSON document on standard output; instants carry the offset of `zone`."""
    typer.echo(orjson.dumps(plain(value, zone), option=orjson.OPT_INDENT_2).decode())


def plain(value: object, zone: ZoneInfo) -> Any:
    """The value in JSON's own types."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name), zone) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.astimezone(zone).isoformat()
    if isinstance(value, Enum):
        return value.name.lower() if isinstance(value, int) else value.value
    if isinstance(value, ZoneInfo):
        return value.key
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, Mapping):
        return {str(key): plain(item, zone) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item, zone) for item in value]
    return value


def left_out(shown: int, total: int, how: str) -> str | None:
    """A note when a list is not whole."""
    return f"{shown} of {total} shown. {how}" if total > shown else None
