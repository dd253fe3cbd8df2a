"""Lost: a letter the books call sent and the mailbox does not have, an event that was never stored, work that never ended."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from demo.checks.evidence import Evidence
from demo.checks.people import People, first_tellings

_NOT_SENT = frozenset({"claimed", "refused"})
_IN_DOUBT = frozenset({"sending", "unknown"})


def lost_letters(evidence: Evidence) -> Iterator[str]:
    """Each letter that only the books have, or only the mailbox. Of the erased, the books have nothing, and should not."""
    in_mailbox = {letter.mid for letter in evidence.letters}
    in_books = {row.mid for row in evidence.books.ledger}
    for row in evidence.books.ledger:
        if row.state not in _NOT_SENT | _IN_DOUBT and row.mid not in in_mailbox:
            yield f"{row.campaign}.{row.step}: the books say {row.state}, and the mailbox does not have it ({row.mid})"
    erased = _erased_addresses(evidence)
    for letter in evidence.letters:
        if letter.mid not in in_books and letter.to_candidate and letter.to.casefold() not in erased:
            yield f"letter {letter.id} to {letter.to}: the mailbox has it, and the books do not"


def in_doubt(evidence: Evidence) -> Iterator[str]:
    """Each letter of which nobody knows whether it left; without a crash there are none."""
    for row in evidence.books.ledger:
        if row.state in _IN_DOUBT:
            yield f"{row.campaign}.{row.step} is {row.state} ({row.mid})"


def lost_events(evidence: Evidence) -> Iterator[str]:
    """Each event that was told and not stored, or stored and never told."""
    told = Counter((line.event["source"], line.event["id"]) for line in first_tellings(evidence.lines))
    for source, event_id in sorted(set(told) - evidence.books.inbox):
        yield f"event {event_id} of {source} was told, and is not in the inbox"
    for source, event_id in sorted(evidence.books.inbox - set(told)):
        yield f"event {event_id} of {source} is in the inbox, and was never told"


def unfinished(evidence: Evidence) -> Iterator[str]:
    """Whatever still waits, was set aside, or never came back."""
    for kind, count in evidence.books.left_over.items():
        for _ in range(count):
            yield kind
    yield from evidence.never_came_back


def to_strangers(evidence: Evidence) -> Iterator[str]:
    """Each letter with an unsubscribe link to an address the script does not know."""
    people = People(evidence.lines)
    for letter in evidence.to_candidates:
        if people.at(letter.to) is None:
            yield f"letter {letter.id} to {letter.to}, whom nobody in the script knows"


def _erased_addresses(evidence: Evidence) -> set[str]:
    return {
        address
        for person in People(evidence.lines).everybody()
        for address in person.addresses
        if any(line.event["type"] == "candidate.erased" for line in person.events)
    }
