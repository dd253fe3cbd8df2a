"""Which language a letter is written in: what its HTML says, else what its words say."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Literal

from sandbox.letter import Letter

Language = Literal["en", "da", "de"]
_DECLARED = re.compile(r"<html\b[^>]*?\blang=[\"']?(en|da|de)\b", re.IGNORECASE)
_WORDS: dict[Language, frozenset[str]] = {
    "da": frozenset(
        ("og", "det", "som", "vi", "du", "ikke", "til", "har", "med", "på", "dig", "hilsen", "hej", "tak", "jeg", "er")
    ),
    "de": frozenset(
        ("und", "das", "wir", "sie", "nicht", "zu", "haben", "mit", "ihnen", "grüße", "danke", "ich", "ist", "die", "der", "für")
    ),
    "en": frozenset(("and", "the", "we", "you", "not", "to", "have", "with", "your", "regards", "thank", "i", "is", "of", "for")),
}
_MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ),
    "da": (
        "januar",
        "februar",
        "marts",
        "april",
        "maj",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "december",
    ),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"),
}
_DAYS: dict[Language, tuple[str, ...]] = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "da": ("man.", "tirs.", "ons.", "tors.", "fre.", "lør.", "søn."),
    "de": ("Mo.", "Di.", "Mi.", "Do.", "Fr.", "Sa.", "So."),
}


def language_of(letter: Letter) -> Language:
    """en, da or de; English when nothing tells."""
    declared = _DECLARED.search(letter.html[:2000])
    said = declared[1].lower() if declared else letter.header("Content-Language")[:2].lower()
    if said in _WORDS:
        return _language(said)
    words = re.findall(r"\w+", f"{letter.subject} {letter.text[:2000]}".lower())
    return max(("en", "da", "de"), key=lambda code: sum(word in _WORDS[_language(code)] for word in words))


def _language(code: str) -> Language:
    return "da" if code == "da" else "de" if code == "de" else "en"


def long_date(day: date, language: Language) -> str:
    """`12 March`, `12. marts`, `12. März`."""
    stop = "" if language == "en" else "."
    return f"{day.day}{stop} {_MONTHS[language][day.month - 1]}"


def quote_line(at: datetime, writer: str, language: Language) -> str:
    """The line a mail program puts above what it quotes (Gmail's wording)."""
    day, month = _DAYS[language][at.weekday()], _MONTHS[language][at.month - 1]
    if language == "da":
        return f"Den {day} {at.day}. {month[:3]}. {at.year} kl. {at:%H.%M} skrev {writer}:"
    if language == "de":
        return f"Am {day}, {at.day}. {month[:3]}. {at.year} um {at:%H:%M} Uhr schrieb {writer}:"
    return f"On {day}, {at.day} {month[:3]} {at.year} at {at:%H:%M}, {writer} wrote:"
