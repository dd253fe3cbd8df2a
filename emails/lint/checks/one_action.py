"""One action: a letter asks for one thing, so that it is clear which; everything else is a quiet link."""

from __future__ import annotations

from collections.abc import Iterator

from emails.lint.finding import Finding
from emails.lint.written import Written


def check_written(written: Written) -> Iterator[Finding]:
    """The buttons of the page: links that MJML made from <mj-button>, which Outlook's padding gives away."""
    buttons = [link for link in written.page.all("a") if "mso-padding-alt" in link.attributes.get("style", "")]
    for button in buttons[1:]:
        problem = f"a second button, {button.words()!r}"
        yield Finding(written.place_of(button, called=True), problem, "Keep the main one; make this a quiet link")
