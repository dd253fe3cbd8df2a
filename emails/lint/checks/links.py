"""Links: each leads somewhere, ours are signed, and what it says is where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import SplitResult, urlsplit

from emails.cleaning import safe_url
from emails.lint.finding import Finding
from emails.lint.markup import Node
from emails.lint.wording import wording_of
from emails.lint.written import Written

_SHORTENERS = frozenset({"bit.ly", "t.co", "tinyurl.com", "goo.gl", "ow.ly", "is.gd", "buff.ly", "rebrand.ly", "lnkd.in", "t.ly"})
_SIGNED = re.compile(r"/[a-z]/[A-Za-z0-9_-]{43,}\Z")
"""As `worker/rules/tokens.py` makes them: one letter for the page, and an opaque signed token of 43 characters or more."""
_PERSONAL = re.compile(r"/[a-z]/")


def check_written(written: Written) -> Iterator[Finding]:
    """Every link of the page."""
    ours = urlsplit(written.values.links.unsubscribe).netloc
    for link in written.page.all("a"):
        place = written.place_of(link, called=True)
        for problem, remedy in _wrong_with(link, ours, written):
            yield Finding(place, problem, remedy)


def _wrong_with(link: Node, ours: str, written: Written) -> Iterator[tuple[str, str]]:
    href = link.attributes.get("href", "").strip()
    if not href:
        yield "a link leads nowhere: its value is missing", "Ask {% if … %} before printing it"
        return
    if not safe_url(href):
        yield f"the link {href!r} is not one a letter may carry", "Write a whole https link, or mailto:"
        return
    parts = urlsplit(href)
    if parts.hostname in _SHORTENERS:
        yield f"the link hides behind {parts.hostname}", "Link to the page itself: spam filters and readers distrust shorteners"
    if parts.netloc == ours:
        yield from _wrong_with_ours(parts, written)
    yield from _wrong_with_label(link, parts, written.locale)


def _wrong_with_ours(parts: SplitResult, written: Written) -> Iterator[tuple[str, str]]:
    if _PERSONAL.match(parts.path) and not _SIGNED.fullmatch(parts.path):
        yield f"the link {parts.path!r} is not signed", "Print a link from LetterValues; never put one of ours together by hand"
    values, links = written.values, written.values.links
    personal = [values.sender.email, *filter(None, (values.first_name, values.last_name))]
    put_together = parts.query and parts.geturl() not in (links.unsubscribe, links.preferences)
    if put_together or any(word.casefold() in parts.path.casefold() for word in personal):
        yield f"the link {parts.path!r} says more than an opaque id", "Personal data has no place in a link"


def _wrong_with_label(link: Node, parts: SplitResult, locale: str) -> Iterator[tuple[str, str]]:
    label = link.words() or " ".join(image.attributes.get("alt", "") for image in link.all("img")).strip()
    if not label:
        yield "a link has no words", "Say where it leads"
    elif label.casefold().strip(" .:!→»") in wording_of(locale).vague_labels:
        yield f"the link says only {label!r}", "Say where it leads: many hear links read out by themselves"
    elif "://" in label and urlsplit(label).netloc != parts.netloc:
        yield f"the link says {label!r} and leads to {parts.netloc}", "Let it say where it leads: this looks like phishing"
