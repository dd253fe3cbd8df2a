"""Languages: those that letters are written in, found by their wording, `emails/locales/<locale>.toml`."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from babel.languages import get_official_languages

from emails.wording import form_of

_FOLDER = Path(__file__).parent / "locales"


@cache
def languages() -> tuple[str, ...]:
    """Every language there is, in the order of the alphabet; forms of address are none of their own."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.toml") if form_of(file.stem)[1] is None))


def wording_file(language: str) -> Path:
    """Where a language's wording is written."""
    return _FOLDER / f"{language}.toml"


@cache
def language_of_country(country: str | None) -> str | None:
    """The language most people of an ISO country read (CLDR), where letters are written in it; else None."""
    spoken = get_official_languages(country or "", de_facto=True)
    return spoken[0] if spoken and spoken[0] in languages() else None
