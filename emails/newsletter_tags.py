"""Newsletter tags: what stands in a newsletter where each reader's own values go, until it leaves."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from html import escape

from emails.cleaning import one_line
from emails.mistake import LetterMistake


class Tags:
    """The tags of one approved letter: letters and digits only, none part of another, unknowable before it was made."""

    def __init__(self, nonce: str) -> None:
        self.nonce = nonce
        self.mark = f"rt{nonce}"
        """What every tag begins with."""
        self.greeting_html = f"{self.mark}gh"
        """The greeting, escaped for HTML."""
        self.greeting_text = f"{self.mark}gt"
        """The greeting as plain text."""
        self.unsubscribe = f"{self.mark}un"
        """The token of the unsubscribe link."""
        self.preferences = f"{self.mark}pr"
        """The token of the preferences link."""
        self.reply = f"{self.mark}re"
        """The local part of the reply address."""
        self.pixel = f"{self.mark}px"
        """The token of our own pixel."""

    def link(self, number: int) -> str:
        """The token of one of our own tracked links."""
        return f"{self.mark}k{number:04d}"


@lru_cache(maxsize=64)
def tags_of(nonce: str) -> Tags:
    """The tags that are made of this."""
    return Tags(nonce)


def greeting_values(
    tags: Tags, greet: Callable[[str | None, str | None], str], first: str | None, last: str | None
) -> dict[str, str]:
    """A reader's greeting under its tags, on one line, escaped where it must be. A name that imitates a tag is not printed."""
    line = one_line(greet(first, last))
    if tags.mark in line:
        line = one_line(greet(None, None))
    return {tags.greeting_html: escape(line), tags.greeting_text: line}


def check_marks(tags: Tags, *written: str) -> None:
    """Raise `LetterMistake` when words written by people hold the mark of the tags."""
    if any(tags.mark in text for text in written):
        raise LetterMistake("the words hold what we use as a tag", "Make the issue anew: its tags are other ones then")
