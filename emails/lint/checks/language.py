"""Language: the page says which language it is written in, so that it is read out and hyphenated right (WCAG 3.1.1)."""

from __future__ import annotations

from collections.abc import Iterator

from emails.lint.finding import Finding
from emails.lint.written import Written


def check_written(written: Written) -> Iterator[Finding]:
    """The lang attribute of the page."""
    said = next((page.attributes.get("lang", "") for page in written.page.all("html")), "")
    if said != written.locale:
        problem = f"the page says its language is {said!r}, and it is {written.locale!r}"
        yield Finding(written.file.place(), problem, 'Extend a layout, whose <mjml lang="…"> says it')
