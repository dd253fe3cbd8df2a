"""Text part: it is there, it is plain, and it says what the page says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emails.lint.finding import Finding
from emails.lint.written import Written

_MARKUP = re.compile(r"&(?:[a-z]+|#\d+);|</?[a-z]+[ />]")
_LEFT_OVER = re.compile(r"\{\{|\{%|%\}|\[\[|\[%|\bNone\b")
_RAGGED = re.compile(r"[^\n ] {2,}\S|\n{3,}|\S [.,;!?](?=\s|$)")
_WORD = re.compile(r"\w{3,}")
_SHARE = 0.9
"""Of the page's words that have to be in the text too."""


def check_written(written: Written) -> Iterator[Finding]:
    """The text part as it leaves."""
    text = written.rendered.text
    for pattern, problem, remedy in (
        (_MARKUP, "the plain text has markup in it", "Write the character itself"),
        (_LEFT_OVER, "the plain text has something left over", "Ask {% if … %} before printing what may be missing"),
        (_RAGGED, "the plain text has ragged spaces", "Mind the spaces around {% if … %}"),
    ):
        found = pattern.search(text)
        if found:
            yield Finding(written.place_of_words(found[0].strip()), f"{problem}: {found[0].strip()!r}", remedy)
    lacking = _lacking(written)
    if lacking:
        yield Finding(written.file.place(), f"the plain text lacks {lacking}", "See emails/text_part.py for what it is made of")
    for link in written.page.all("a"):
        href = link.attributes.get("href", "")
        if href.startswith("https://") and href not in text:
            problem = f"the plain text lacks the link {href}"
            yield Finding(written.place_of(link, called=True), problem, "Let it stand in mj-text, mj-button or mj-table")


def _lacking(written: Written) -> str | None:
    said = {word.casefold() for word in _WORD.findall(written.rendered.text)}
    if not said:
        return "everything"
    if "\n-- \n" not in written.rendered.text:
        return 'the line "-- " before the footer'
    page = [word.casefold() for word in _WORD.findall(written.page.words())]
    missing = [word for word in page if word not in said]
    return f"much of what the page says: {', '.join(missing[:5])} …" if len(missing) > (1 - _SHARE) * len(page) else None
