"""Samples: made-up values to try a letter with, from rich to bare; for tests, lint, previews and whoever writes a letter.

What holds for every letter is in `emails/samples.toml`. A letter that needs more gives it in its own folder, in
`emails/<campaign>/<step>/samples.toml`, in the same form; adding a letter touches nothing else. A file has these tables,
all optional:

    [every]    # in all samples
    [known]    # in rich and medium: what we know when we know something
    [rich]     # everything there can be
    [medium]   # a usual person
    [bare]     # the least that can happen; nothing from [known]

    [second_time]        # any other name is one more sample of this letter,
    like = "medium"      # which says everything the named one says,
    years = 2            # and this

The keys are the fields of `LetterValues` (`[rich.sender]`, `[known.job]`, `[every.extra]` …, dates as TOML dates). Tables are
merged into what was said before, field by field; everything else, lists too, replaces it. `without = ["feedback", "years"]`
in a table takes fields away. A key of `extra` that one sample gives is "" in those that do not: what is not known is given
empty. For instance:

    [known]
    new_role = "Head of Data"
    start_date = 2026-01-05
    without = ["years"]
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias, cast

from pydantic import TypeAdapter, ValidationError

from emails.mistake import LetterMistake
from emails.values import LetterValues

FILE_NAME = "samples.toml"
ALWAYS = ("rich", "medium", "bare")
"""The samples that each letter has."""
_HERE = Path(__file__).parent
_SHARED = ("every", "known")
_ADAPTER = TypeAdapter(LetterValues)

_Table: TypeAlias = dict[str, object]


def samples(letter: str, root: Path | None = None) -> dict[str, LetterValues]:
    """Values to try a letter with, by name, rich, medium and bare first. The letter's folder is looked for under `root`.

    Raises `LetterMistake` for a file that cannot be read or that names a value that is not there.
    """
    folder = root or _HERE
    own = folder / letter.replace(".", "/") / FILE_NAME
    files = [file for file in (_general(folder), own) if file.is_file()]
    said = [_tables(file) for file in files]
    names = [*ALWAYS, *(name for name in said[-1] if name not in ALWAYS + _SHARED)]
    drawn = {name: _draw(name, said, files[-1]) for name in names}
    _even_out_extra(drawn)
    return {name: _values(table, name, files[-1]) for name, table in drawn.items()}


def _general(folder: Path) -> Path:
    return folder / FILE_NAME if (folder / FILE_NAME).is_file() else _HERE / FILE_NAME


def _tables(file: Path) -> dict[str, _Table]:
    try:
        # A copy: samples are merged in place, and the parsed file is kept.
        return copy.deepcopy(_parsed(file.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise LetterMistake(f"cannot be read: {error}", "Write TOML, as emails/samples.py says", file=file) from None
    except TypeError as error:
        raise LetterMistake(str(error), "Put it into [every], [known] or the table of a sample", file=file) from None


@lru_cache(maxsize=512)
def _parsed(text: str) -> dict[str, _Table]:
    found = tomllib.loads(text)
    for key, table in found.items():
        if not isinstance(table, dict):
            raise TypeError(f"{key!r} stands outside of every table")
    return found


def _draw(name: str, said: list[dict[str, _Table]], file: Path) -> _Table:
    """What all files say about one sample, the letter's own file last."""
    own = said[-1].get(name, {})
    like = cast("str | None", own.get("like")) if name not in ALWAYS else name
    if like not in ALWAYS:
        raise LetterMistake(f"the sample {name!r} is like none", 'Say like = "rich", "medium" or "bare"', file=file)
    drawn: _Table = {}
    for tables in said:
        for table in ("every", *(("known",) if like != "bare" else ()), like):
            _merge(drawn, tables.get(table, {}))
    if name != like:
        _merge(drawn, own)
    return drawn


def _merge(into: _Table, table: Mapping[str, object]) -> None:
    for field in cast("list[str]", table.get("without", [])):
        into.pop(field, None)
    for key, value in table.items():
        before = into.get(key)
        if isinstance(value, dict) and isinstance(before, dict):
            _merge(before, value)
        elif key not in ("without", "like"):
            into[key] = copy.deepcopy(value)


def _even_out_extra(drawn: Mapping[str, _Table]) -> None:
    extras = [cast("dict[str, str]", table.setdefault("extra", {})) for table in drawn.values()]
    keys = {key: "" for extra in extras for key in extra}
    for extra in extras:
        extra.update(keys | extra)


def _values(table: _Table, name: str, file: Path) -> LetterValues:
    try:
        values = _ADAPTER.validate_python(table)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise LetterMistake(f"sample {name!r}, {where}: {first['msg']}", "See emails/values.py", file=file) from None
    unknown = _unknown(table, asdict(values))
    if unknown:
        raise LetterMistake(f"sample {name!r}: there is no value {unknown!r}", "See emails/values.py", file=file)
    return values


def _unknown(given: object, kept: object, at: str = "") -> str | None:
    """The first key that was given and did not become a value."""
    if isinstance(given, dict) and isinstance(kept, dict):
        for key, value in given.items():
            path = f"{at}.{key}" if at else str(key)
            found = path if key not in kept else _unknown(value, kept[key], path)
            if found:
                return found
    if isinstance(given, list) and isinstance(kept, list | tuple):
        return next(filter(None, (_unknown(one, other, at) for one, other in zip(given, kept, strict=True))), None)
    return None
