"""Consent's words: what a person read before they said yes, by version; a file a language. A version is never changed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

_FOLDER = Path(__file__).parent / "consent"
_VERSION = re.compile(r"(?P<name>[a-z_]+)-(?P<number>[1-9][0-9]*)")


@cache
def consent_words() -> Mapping[str, Mapping[str, str]]:
    """Every version of every wording, such as `join-1`, in each language. `{company}` stands where the company's name goes."""
    by_language = {file.stem: tomllib.loads(file.read_text("utf-8")) for file in sorted(_FOLDER.glob("*.toml"))}
    versions = sorted({version for words in by_language.values() for version in words})
    found = {
        version: MappingProxyType({locale: str(words[version]) for locale, words in by_language.items() if version in words})
        for version in versions
    }
    return MappingProxyType(found)


@cache
def newest(name: str) -> str:
    """The version in use of a wording: the highest number there is. Raises LookupError for a name without words."""
    numbers = [int(found["number"]) for found in map(_VERSION.fullmatch, consent_words()) if found and found["name"] == name]
    if not numbers:
        raise LookupError(f"emails/consent/ says nothing of {name}-<number>")
    return f"{name}-{max(numbers)}"


def words_of(version: str | None, locale: str) -> str | None:
    """What a version says; English where the language is missing. None for words that are not ours: upstream's."""
    words = consent_words().get(version or "")
    return None if words is None else words.get(locale, words["en"])
