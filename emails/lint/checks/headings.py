"""Headings: they go down one level at a time, so that whoever listens can find their way (WCAG 1.3.1)."""

from __future__ import annotations

from collections.abc import Iterator

from emails.lint.finding import Finding
from emails.lint.written import Written

_LEVELS = ("h1", "h2", "h3", "h4", "h5", "h6")


def check_written(written: Written) -> Iterator[Finding]:
    """The page's headings in their order; the first is of level one or two."""
    last = 1
    for heading in written.page.all(*_LEVELS):
        level = int(heading.tag[1])
        if level > last + 1:
            yield Finding(written.place_of(heading), f"<{heading.tag}> follows level {last}", f"Make it <h{last + 1}>")
        if not heading.words():
            yield Finding(written.place_of(heading), f"an empty <{heading.tag}>", "Ask {% if … %} around it")
        last = level
