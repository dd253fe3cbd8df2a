"""Without word: somebody was turned down, nothing spoke against a letter, and none came. Silence is the worst answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from demo.checks.after_no import said_by_letter
from demo.checks.evidence import Evidence
from demo.checks.people import People, Person, first_tellings
from demo.script.reading import Line, instant

_WAITED = timedelta(days=16)
"""Two business days, a weekend, three days for a call, and some holidays: by then a letter must have come."""
_LATE = timedelta(days=5)
_SPEAKS_AGAINST = frozenset({
    "candidate.applied", "candidate.hired", "candidate.unrejected", "candidate.opted_out", "candidate.erased", "candidate.merged",
})  # fmt: skip


def without_word(evidence: Evidence) -> Iterator[str]:
    """Each person whose first rejection was followed by no letter. Only plain cases are judged: nothing else happened."""
    came: dict[str, list[datetime]] = defaultdict(list)
    for letter in evidence.to_candidates:
        came[letter.to.casefold()].append(letter.at)
    people = People(evidence.lines)
    noes = list(said_by_letter(evidence, people))
    for person in people.everybody():
        rejection = _plain_rejection(person, evidence.end)
        if rejection is None or any(no.at < rejection.told_at + _WAITED and no.addresses & person.addresses for no in noes):
            continue
        letters = [at for address in person.addresses for at in came[address]]
        if not any(rejection.told_at < at <= rejection.told_at + _WAITED for at in letters):
            yield f"{', '.join(sorted(person.addresses))}: turned down on {rejection.told_at:%Y-%m-%d}, and heard nothing"


def _plain_rejection(person: Person, end: datetime) -> Line | None:
    events = list(first_tellings(person.events))
    found = next((line for line in events if line.event["type"] == "candidate.rejected"), None)
    if found is None or found.event["data"].get("silent") or found.told_at + _WAITED >= end:
        return None
    late = found.told_at - instant(found.event["time"]) > _LATE
    return None if late or _disturbed(found, events) else found


def _disturbed(found: Line, events: Sequence[Line]) -> bool:
    """Whether anything speaks against a letter: a no before it, or something that ended the matter in those days."""
    for line in events:
        kind, data = line.event["type"], line.event["data"]
        if data["candidate"].get("may_be_mailed") is False or (kind == "candidate.opted_out" and line.told_at <= found.told_at):
            return True
        since = instant(line.event["time"]) - instant(found.event["time"])
        if kind in _SPEAKS_AGAINST and timedelta(0) < since < _WAITED:
            return True
    return False
