"""Newsletter tags: what stands in a newsletter where each reader's own values go, until it leaves."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from emails.cleaning import one_line
from emails.mistake import LetterMistake


@dataclass(frozen=True, slots=True)
class Tags:
    """The tags of one approved letter: letters and digits only, none part of another, unknowable before it was made."""

    nonce: str

    @property
    def greeting_html(self) -> str:
        """The greeting, escaped for HTML."""
        return f"rt{self.nonce}gh"

    @property
    def greeting_text(self) -> str:
        """The greeting as plain text."""
        return f"rt{self.nonce}gt"

    @property
    def unsubscribe(self) -> str:
        """The token of the unsubscribe link."""
        return f"rt{self.nonce}un"

    @property
    def preferences(self) -> str:
        """The token of the preferences link."""
        return f"rt{self.nonce}pr"

    @property
    def reply(self) -> str:
        """The local part of the reply address."""
        return f"rt{self.nonce}re"

    @property
    def pixel(self) -> str:
        """The token of our own pixel."""
        return f"rt{self.nonce}px"

    def link(self, number: int) -> str:
        """The token of one of our own tracked links."""
        return f"rt{self.nonce}k{number:04d}"

    @property
    def mark(self) -> str:
        """What every tag begins with."""
        return f"rt{self.nonce}"


def greeting_values(tags: Tags, greeting: str, neutral: str) -> dict[str, str]:
    """A reader's greeting under its tags, on one line, escaped where it must be. A name that imitates a tag is not printed."""
    line = one_line(greeting)
    if tags.mark in line:
        line = neutral
    return {tags.greeting_html: escape(line), tags.greeting_text: line}


def check_marks(tags: Tags, *written: str) -> None:
    """Raise `LetterMistake` when words written by people hold the mark of the tags."""
    if any(tags.mark in text for text in written):
        raise LetterMistake("the words hold what we use as a tag", "Make the issue anew: its tags are other ones then")
