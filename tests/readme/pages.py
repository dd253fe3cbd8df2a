"""What the project's pages say, read for tests: code blocks, links, and commands named in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.killing_run import ROOT

_FENCE = re.compile(r"^```(?P<language>[a-z]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of code."""

    page: Path
    language: str
    text: str


def blocks(*pages: Path) -> list[Block]:
    """All fenced blocks, in order."""
    return [
        Block(page, found["language"], found["text"])
        for page in pages
        for found in _FENCE.finditer(page.read_text(encoding="utf-8"))
    ]


def links(page: Path) -> list[str]:
    """Where the page's links lead, pictures included."""
    return _LINK.findall(_FENCE.sub("", page.read_text(encoding="utf-8")))


def code(page: Path) -> Iterator[str]:
    """Code in the text, and each line of the page's shell blocks."""
    text = page.read_text(encoding="utf-8")
    yield from _CODE.findall(_FENCE.sub("", text))
    for block in blocks(page):
        if block.language == "sh":
            yield from block.text.replace("\\\n", " ").splitlines()
