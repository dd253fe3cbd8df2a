"""Third parties: opening a letter asks nobody for anything but the sender's own pictures. No fonts, styles, scripts or pixels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emails.lint.finding import Finding
from emails.lint.source import SourceFile
from emails.lint.written import Written

_ACTIVE = ("script", "iframe", "object", "embed", "form", "video", "audio", "base", "input", "svg")
_FETCHES = re.compile(r"@import|@font-face|url\(", re.IGNORECASE)
_LITERAL = re.compile(r"(?<![\w-])src\s*=\s*[\"'](?!\s*(?:\{\{|\[\[))", re.IGNORECASE)


def check_written(written: Written) -> Iterator[Finding]:
    """Whatever the page would fetch or run."""
    for node in written.page.walk():
        place = written.place_of(node)
        if node.tag in _ACTIVE:
            yield Finding(place, f"<{node.tag}> has no place in a letter", "Mail programs cut it out or warn of it")
        if node.tag == "link":
            yield Finding(place, "the page asks somebody else for a style sheet or a font", "Use fonts that readers have")
        if _FETCHES.search(node.attributes.get("style", "")) or node.attributes.get("background"):
            yield Finding(place, "a style asks somebody else for something", "Colours only: no url(), no background pictures")


def check_file(file: SourceFile) -> Iterator[Finding]:
    """What style sheets fetch, and pictures from an address that stands in the file: only values may name one."""
    for found in _FETCHES.finditer(file.text):
        yield Finding(file.place(found.start()), f"{found[0]!r} asks somebody else for something", "Use fonts that readers have")
    for found in _LITERAL.finditer(file.text):
        yield Finding(
            file.place(found.start()), "a picture comes from a fixed address", "Print one from a value, through |safe_url"
        )
