"""Alt texts: what a picture says to those who do not see it, and the room it takes before it is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emails.lint.finding import Finding
from emails.lint.markup import Node
from emails.lint.written import Written

_FILE_NAME = re.compile(r"\.(png|jpe?g|gif|svg|webp)\Z", re.IGNORECASE)


def check_written(written: Written) -> Iterator[Finding]:
    """Every picture of the page."""
    for image in written.page.all("img"):
        for problem, remedy in _wrong_with(image):
            yield Finding(written.place_of(image), problem, remedy)


def _wrong_with(image: Node) -> Iterator[tuple[str, str]]:
    alt = image.attributes.get("alt")
    if alt is None:
        yield "a picture has no alt text", 'Say what it shows, or alt="" where it only decorates'
    elif _FILE_NAME.search(alt):
        yield f"the alt text {alt!r} is the name of a file", "Say what the picture shows"
    elif not alt and any(above.tag == "a" and not above.words() for above in image.upwards()):
        yield "a picture that is a link says nothing where it is not shown", "Say in its alt text where it leads"
    if not image.attributes.get("width"):
        yield "a picture has no width", "Give it one: without, Outlook shows it in its own size and the page jumps"
