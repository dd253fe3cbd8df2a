"""Wording: words that filters and readers distrust, a small list a language, in `phrases/<locale>.toml`; none is no mistake."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

FOLDER = Path(__file__).parent / "phrases"


@dataclass(frozen=True, slots=True)
class DoubtfulWording:
    """What a letter in one language had better not say, in small letters."""

    phrases: tuple[str, ...] = ()
    """Wherever they stand."""
    vague_labels: frozenset[str] = frozenset()
    """As all that a link says."""


@lru_cache(maxsize=32)
def wording_of(locale: str) -> DoubtfulWording:
    """The list of that language; an empty one where none is written yet."""
    file = FOLDER / f"{locale}.toml"
    if not file.is_file():
        return DoubtfulWording()
    table = cast("dict[str, list[str]]", tomllib.loads(file.read_text("utf-8")))
    return DoubtfulWording(
        phrases=tuple(phrase.casefold() for phrase in table["phrases"]),
        vague_labels=frozenset(label.casefold() for label in table["vague_labels"]),
    )
