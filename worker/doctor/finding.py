"""What one check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How it stands."""

    GOOD = "✓"
    WRONG = "✗"
    NOTE = "!"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was looked at, how it is, and where it is not good how to mend it."""

    mark: Mark
    subject: str
    says: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.mark} {self.subject}: {self.says}." + (f" {self.mend}." if self.mend else "")


def good(subject: str, says: str) -> Finding:
    """It is as it should be."""
    return Finding(Mark.GOOD, subject, says)


def wrong(subject: str, says: str, mend: str) -> Finding:
    """It does not work, or is unsafe."""
    return Finding(Mark.WRONG, subject, says, mend)


def note(subject: str, says: str, mend: str = "") -> Finding:
    """It works, and a person should know."""
    return Finding(Mark.NOTE, subject, says, mend)
