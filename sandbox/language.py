"""Which language a letter is written in: what its HTML says, else what its words say."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Literal

from babel.dates import format_date, format_datetime

from sandbox.letter import Letter

Language = Literal["en", "da", "de", "sv"]
_WORDS: dict[Language, frozenset[str]] = {
    "en": frozenset(("and", "the", "we", "you", "not", "to", "have", "with", "your", "regards", "thank", "i", "is", "of", "for")),
    "da": frozenset(
        ("og", "det", "som", "vi", "du", "ikke", "til", "har", "med", "på", "dig", "hilsen", "hej", "tak", "jeg", "er")
    ),
    "de": frozenset(
        ("und", "das", "wir", "sie", "nicht", "zu", "haben", "mit", "ihnen", "grüße", "danke", "ich", "ist", "die", "der", "für")
    ),
    "sv": frozenset(
        ("och", "det", "som", "vi", "du", "inte", "till", "har", "med", "på", "dig", "hälsning", "hej", "tack", "jag", "är")
    ),
}
_DECLARED = re.compile(rf"<html\b[^>]*?\blang=[\"']?({'|'.join(_WORDS)})\b", re.IGNORECASE)
_LONG_DATE: dict[Language, str] = {"en": "d MMMM", "da": "d. MMMM", "de": "d. MMMM", "sv": "d MMMM"}
_QUOTE: dict[Language, str] = {
    "en": "'On' EEE, d MMM y 'at' HH:mm, '{writer} wrote:'",
    "da": "'Den' EEE d. MMM y 'kl.' HH.mm 'skrev {writer}:'",
    "de": "'Am' EEE, d. MMM y 'um' HH:mm 'Uhr schrieb {writer}:'",
    "sv": "'Den' EEE d MMM y 'kl' HH:mm 'skrev {writer}:'",
}
"""Gmail's wording, as a pattern of Unicode's (https://unicode.org/reports/tr35/tr35-dates.html)."""


def language_of(letter: Letter) -> Language:
    """One of those above; English when nothing tells."""
    declared = _DECLARED.search(letter.html[:2000])
    said = declared[1].lower() if declared else letter.header("Content-Language")[:2].lower()
    words = re.findall(r"\w+", f"{letter.subject} {letter.text[:2000]}".lower())
    return max(_WORDS, key=lambda code: (code == said, sum(word in _WORDS[code] for word in words)))


def long_date(day: date, language: Language) -> str:
    """`12 March`, `12. marts`, `12. März`, `12 mars`."""
    return format_date(day, _LONG_DATE[language], locale=language)


def quote_line(at: datetime, writer: str, language: Language) -> str:
    """The line a mail program puts above what it quotes."""
    return format_datetime(at, _QUOTE[language], locale=language).replace("{writer}", writer)
