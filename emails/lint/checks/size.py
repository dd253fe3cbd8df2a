"""Size: a letter is small. Gmail cuts off what is longer than 102 KB, and a phone on a train waits for every one."""

from __future__ import annotations

from collections.abc import Iterator

from emails.lint.finding import Finding
from emails.lint.written import Written

LIMIT = 60_000
"""Bytes of HTML."""


def check_written(written: Written) -> Iterator[Finding]:
    """The HTML part as it leaves."""
    size = len(written.rendered.html.encode())
    if size >= LIMIT:
        problem = f"the page has {size:,} bytes; at most {LIMIT:,} are fine"
        yield Finding(written.file.place(), problem, "Shorten it, or say the rest on a page it links to")
