"""The language of a page: the reader's own, else what their browser asks for, else the installation's."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel import Locale

FALLBACK = "en"
_TEXTS = Path(__file__).parent / "texts"


@cache
def locales() -> tuple[str, ...]:
    """The languages that pages are written in, each in a file of `texts/`."""
    return tuple(sorted(file.stem for file in _TEXTS.glob("*.toml")))


def language_name(language: str, locale: str) -> str:
    """What a language is called by those who speak it and, where that differs, by the reader: 'Dansk (Danish)'."""
    own = Locale.parse(language, sep="-").get_display_name(language.replace("-", "_")) or language
    theirs = Locale.parse(language, sep="-").get_display_name(locale.replace("-", "_")) or language
    own = own[:1].upper() + own[1:]
    return own if own.casefold() == theirs.casefold() else f"{own} ({theirs})"


def language_for(known: str | None, accept_language: str | None, default: str) -> str:
    """One of `locales()`."""
    wanted = [known] if known else []
    wanted += [tag for _, tag in sorted(_accepted(accept_language or ""), reverse=True, key=lambda pair: pair[0])]
    for tag in wanted:
        primary = tag.replace("_", "-").split("-")[0].lower()
        if primary in locales():
            return primary
    return default if default in locales() else FALLBACK


def _accepted(header: str) -> Iterator[tuple[float, str]]:
    """Each language with its weight (RFC 9110, 12.5.4); what cannot be read, or is refused with q=0, is left out."""
    for part in header[:500].split(","):
        tag, _, rest = part.strip().partition(";")
        try:
            weight = float(rest.strip().removeprefix("q=")) if rest.strip() else 1.0
        except ValueError:
            continue
        if tag and 0 < weight <= 1:
            yield weight, tag.strip()
