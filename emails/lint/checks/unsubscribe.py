"""Unsubscribe: the way out and the preferences are in each letter, on the page and in plain text; service mail has none."""

from __future__ import annotations

from collections.abc import Iterator

from emails.lint.finding import Finding
from emails.lint.written import Written


def check_written(written: Written) -> Iterator[Finding]:
    """Both links, once each, in both parts."""
    links, text = written.values.links, written.rendered.text
    on_page = [link.attributes.get("href") for link in written.page.all("a")]
    for what, link in (("unsubscribe", links.unsubscribe), ("preferences", links.preferences)):
        for where, count in (("on the page", on_page.count(link)), ("in plain text", text.count(link))):
            if written.stops and count != 1:
                problem = f"the {what} link stands {count} times {where}"
                yield Finding(written.file.place(), problem, 'Extend "layouts/letter.mjml", whose footer has it once')
            if not written.stops and count:
                problem = f"service mail has the {what} link {where}"
                yield Finding(written.file.place(), problem, "There is nothing to stop: it answers something that was asked for")
