"""A new issue: its folder, with a data file and a page of words in each language to write over."""

from __future__ import annotations

import re
from pathlib import Path

from emails.mistake import LetterMistake
from emails.newsletter import ISSUES

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_START = {
    "en": ("What this issue is about", "One sentence that makes one want to read on.", "A sentence or two to the reader."),
    "da": ("Hvad denne udgave handler om", "Én sætning, der giver lyst til at læse.", "En sætning eller to til læseren."),
    "de": (
        "Worum es in dieser Ausgabe geht",
        "Ein Satz, der Lust aufs Lesen macht.",
        "Ein, zwei Sätze an die Leserin, den Leser.",
    ),
}
_WORDS = """{begin}

## {heading}

…

[openings]
"""
_HEADING = {"en": "The first article", "da": "Den første artikel", "de": "Der erste Artikel"}


def write_issue(slug: str, topic: str, segment: str, root: Path = ISSUES) -> Path:
    """Make the folder of a new issue, and say where it is. Raises `LetterMistake` for a name that is taken or no name."""
    if _SLUG.fullmatch(slug) is None:
        raise LetterMistake(f"{slug!r} is no name for an issue", "Use small letters, digits and hyphens, such as 2026-12")
    folder = root / slug
    if folder.exists():
        raise LetterMistake("is there already", "Give the new issue another name", file=folder)
    folder.mkdir(parents=True)
    data = [f'topic = "{topic}"', f'segment = "{segment}"', "openings = 3", ""]
    for locale, (subject, preview, begin) in _START.items():
        data += [f"[letter.{locale}]", f'subject = "{subject}"', f'preview = "{preview}"', ""]
        (folder / f"{locale}.md").write_text(_WORDS.format(begin=begin, heading=_HEADING[locale]), "utf-8")
    (folder / "issue.toml").write_text("\n".join(data), "utf-8")
    return folder
