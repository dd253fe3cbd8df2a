"""Postal address: who writes, and where they can be found, in every letter (the law's wish in most countries)."""

from __future__ import annotations

from collections.abc import Iterator

from emails.lint.finding import Finding
from emails.lint.written import Written


def check_written(written: Written) -> Iterator[Finding]:
    """On the page and in plain text."""
    address = written.values.postal_address
    for where, words in (("on the page", written.page.words()), ("in plain text", written.rendered.text)):
        if address not in words:
            yield Finding(written.file.place(), f"the postal address is missing {where}", "Let the layout's footer print it")
