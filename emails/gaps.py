"""Gaps: what a language still lacks, file by file and key by key, measured by a language that is complete."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import TypeAlias

_Table: TypeAlias = Mapping[str, object]


@dataclass(frozen=True, slots=True, order=True)
class Gap:
    """One thing to write or to mend."""

    file: Path
    problem: str


def gaps(locale: str, model: str, folders: tuple[Path, ...]) -> list[Gap]:
    """What the files below `folders` say in `model` and not, or not alike, in `locale`.

    A language is written in files named for it (`en.mjml` beside `da.mjml`, or `en.toml`, key by key) and, where a small file
    holds every language, under a key named for it.
    """
    found: list[Gap] = []
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.stem == model:
                found += _in_sibling(file, file.with_name(f"{locale}{file.suffix}"))
            elif file.suffix == ".toml":
                found += _in_table(file, locale, model)
    return sorted(found)


def _in_sibling(file: Path, own: Path) -> Iterator[Gap]:
    if not own.is_file():
        yield Gap(own, f"is not there; write it after {file.name}")
        return
    if file.suffix == ".toml":
        try:
            words = tomllib.loads(own.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            yield Gap(own, f"cannot be read: {error}")
            return
        yield from _compare(own, tomllib.loads(file.read_text("utf-8")), words)


def _compare(own: Path, model: _Table, words: _Table, at: str = "") -> Iterator[Gap]:
    for key, said in model.items():
        path, text = f"{at}{key}", words.get(key)
        if text is None:
            if not _varies_by_language(at) or key == "other":
                yield Gap(own, f"lacks {path}")
        elif type(text) is not type(said):
            yield Gap(own, f"{path} is a {type(text).__name__}, not a {type(said).__name__}")
        elif isinstance(said, dict) and isinstance(text, dict):
            yield from _compare(own, said, text, f"{path}.")
        elif isinstance(said, str) and isinstance(text, str) and _places(said) != _places(text):
            yield Gap(own, f"{path} fills other places: {_listed(_places(text))} instead of {_listed(_places(said))}")
    for key in words:
        if key not in model and not _varies_by_language(at):
            yield Gap(own, f"has {at}{key}, which nothing asks for")


def _varies_by_language(at: str) -> bool:
    """Whether the keys are plural forms, of which each language has its own (CLDR)."""
    return at.endswith("ordinal_suffixes.")


def _in_table(file: Path, locale: str, model: str) -> Iterator[Gap]:
    """Small files with every language in them: a table that has a key named for the model wants one named for the locale."""
    try:
        whole = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return  # whoever reads that file says so
    for path, table in _tables(whole):
        if model in table and locale not in table:
            yield Gap(file, f"lacks {path}{locale}")


def _tables(table: _Table, at: str = "") -> Iterator[tuple[str, _Table]]:
    yield at, table
    for key, inner in table.items():
        if isinstance(inner, dict):
            yield from _tables(inner, f"{at}{key}.")


def _places(text: str) -> frozenset[str]:
    try:
        return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)
    except ValueError:  # a template with tags of its own; compiling it says what is wrong
        return frozenset()


def _listed(names: frozenset[str]) -> str:
    return ", ".join(sorted(names)) or "none"
