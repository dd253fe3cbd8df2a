"""The evidence: what upstream told, what is in the mailbox, what people did; and, to compare, what our own books say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from demo.script.reading import Line


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail in the mailbox."""

    id: int
    mid: str
    """Our opaque message id, as it travelled."""
    to: str
    subject: str
    text: str
    at: datetime
    """The handed-in time at which it was taken."""
    to_candidate: bool
    """It can be unsubscribed from; else it is service mail."""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that came of a letter: what its reader did, or that it bounced."""

    letter: int
    name: str
    at: datetime
    note: str = ""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """What our own books say of one message."""

    mid: str
    kind: str
    campaign: str
    step: str
    state: str


@dataclass(frozen=True, slots=True)
class Books:
    """Our own books, read at the end."""

    ledger: Sequence[LedgerRow] = ()
    inbox: frozenset[tuple[str, str]] = frozenset()
    """(source, id) of every event that was stored."""
    left_over: Mapping[str, int] = field(default_factory=dict)
    """What still waits, or was set aside, by kind."""
    classes: frozenset[str] = frozenset()
    """What mail that came in was taken for."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """All there is to judge by."""

    lines: Sequence[Line]
    letters: Sequence[Letter]
    acts: Sequence[Act]
    books: Books
    end: datetime
    never_came_back: Sequence[str] = ()
    """Webhooks the sandbox gave up, and acts that failed."""

    @property
    def to_candidates(self) -> list[Letter]:
        """The letters to candidates, service mail left out."""
        return [letter for letter in self.letters if letter.to_candidate]
