"""Importing people: a file's rows, a batch at a time, through the one inbox and its rules; or a look at what would change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.event import UnknownEventType, parse_event
from schemas.fault_words import faults_of
from worker.engine.candidates_rows import FACTS, BadRow, Heading, Origin, events_of
from worker.engine.parts import Parts
from worker.engine.people import address_key
from worker.engine.record import record
from worker.engine.take_in import Receipt, Taken, take_in
from worker.store.models.candidate import Candidate, UpstreamRef
from worker.store.models.consent import TopicChoice

DOOR = "import"
AT_ONCE = 1000
"""Rows of one batch: memory does not grow with the file."""
_RECORDED_AT_ONCE = 2 * AT_ONCE
"""Events recorded in one transaction: with their yeses, those of a batch seldom are more."""
_MADE_ID = 24


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the file."""

    line: int
    cells: Sequence[str]
    at_odds: int | None = None
    """The line of an earlier row that gives the same id to another address."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that was not taken, and why."""

    row: Row
    why: str


@dataclass(slots=True)
class Counts:
    """What came of rows, or would come of them. Sums up over batches."""

    taken: int = 0
    known: int = 0
    """Taken in before, so that nothing changes."""
    refused: int = 0
    new: int = 0
    same: int = 0
    changed: Counter[str] = field(default_factory=Counter)
    """With a dry run: people whose … changes."""
    yeses: Counter[str] = field(default_factory=Counter)
    """With a dry run: yeses to a topic that would hold."""
    kept_noes: int = 0
    """Yeses that do not count, since a no stands."""


def import_rows(parts: Parts, rows: Sequence[Row], heading: Heading, origin: Origin, counts: Counts) -> list[Refused]:
    """Take in one batch and record it. Returns the rows that were refused. Doing it twice changes nothing."""
    refused: list[Refused] = []
    batch = _understood(parts, rows, heading, origin, refused)
    kept_noes = _kept_noes(parts, origin, [events for _, events in batch])
    documents = [document for _, events in batch for document in events]
    receipts = iter(take_in(parts, documents, door=DOOR))
    for (row, events), kept in zip(batch, kept_noes, strict=True):
        answers = [next(receipts) for _ in events]
        faults = [_said(answer) for answer in answers if answer.taken in (Taken.REFUSED, Taken.CONFLICT)]
        if faults:
            refused.append(Refused(row, faults[0]))
        elif all(answer.taken is Taken.DUPLICATE for answer in answers):
            counts.known += 1
        else:
            counts.taken += 1
            counts.kept_noes += kept
    while record(parts, _RECORDED_AT_ONCE) >= _RECORDED_AT_ONCE:
        pass
    counts.refused += len(refused)
    return sorted(refused, key=lambda one: one.row.line)


def preview_rows(parts: Parts, rows: Sequence[Row], heading: Heading, origin: Origin, counts: Counts) -> list[Refused]:
    """Count what one batch would change, and change nothing. Returns the rows that would be refused."""
    refused: list[Refused] = []
    sound: list[list[dict[str, Any]]] = []
    for row, events in _understood(parts, rows, heading, origin, refused):
        fault = next(filter(None, map(_fault, events)), None)
        if fault is None:
            sound.append(events)
        else:
            refused.append(Refused(row, fault))
    with parts.database.read() as session:
        people = _known_people(session, origin, sound)
        noes = _noes(session, people)
    for events, person in zip(sound, people, strict=True):
        _count(events, person, noes, origin, counts)
    counts.refused += len(refused)
    return sorted(refused, key=lambda one: one.row.line)


def _understood(
    parts: Parts, rows: Sequence[Row], heading: Heading, origin: Origin, refused: list[Refused]
) -> list[tuple[Row, list[dict[str, Any]]]]:
    def made_id(address: str) -> str:
        """One that follows from the address, and does not show it."""
        return f"address-{parts.keyring.address_hash(address)[:_MADE_ID]}"

    found = []
    for row in rows:
        if row.at_odds is not None:
            refused.append(Refused(row, f"id: line {row.at_odds} gives it to another address; two people need two ids"))
            continue
        try:
            found.append((row, events_of(row.cells, heading, origin, made_id)))
        except BadRow as bad:
            refused.append(Refused(row, str(bad)))
    return found


def _kept_noes(parts: Parts, origin: Origin, rows: Sequence[Sequence[dict[str, Any]]]) -> list[int]:
    """How many of each row's yeses do not count, since a no stands now."""
    topics = [[event["data"].get("topic") for event in events[1:]] for events in rows]
    if not any(map(any, topics)):
        return [0] * len(rows)
    with parts.database.read() as session:
        people = _known_people(session, origin, rows)
        noes = _noes(session, people)
    return [sum(_is_no(noes, person, topic) for topic in said if topic) for said, person in zip(topics, people, strict=True)]


def _fault(document: dict[str, Any]) -> str | None:
    try:
        parse_event(document)
    except ValidationError as error:
        return _field(*faults_of(error)[0])
    except UnknownEventType as error:
        return str(error)
    return None


def _said(receipt: Receipt) -> str:
    if receipt.taken is Taken.CONFLICT:
        return "this row was taken in before with other words; give the file a new --as-of"
    return _field(receipt.faults[0].field, receipt.faults[0].reason)


def _field(where: str, why: str) -> str:
    return f"{where.removeprefix('data.').removeprefix('candidate.')}: {why}"


def _known_people(session: Session, origin: Origin, rows: Sequence[Sequence[dict[str, Any]]]) -> list[Candidate | None]:
    """Whom each row's events are about, as recording would find them: by the upstream's id, else by address."""
    snapshots = [events[0]["data"]["candidate"] for events in rows]
    ids = [snapshot["id"] for snapshot in snapshots]
    theirs = UpstreamRef.source == origin.source, UpstreamRef.upstream_id.in_(ids)
    refs = select(UpstreamRef.upstream_id, Candidate).join(Candidate, Candidate.id == UpstreamRef.candidate_id).where(*theirs)
    by_ref = {row[0]: row[1] for row in session.execute(refs)}
    keys = [address_key(snapshot["email"]) for snapshot in snapshots if "email" in snapshot]
    by_key = {person.address_key: person for person in session.scalars(select(Candidate).where(Candidate.address_key.in_(keys)))}
    return [by_ref.get(snapshot["id"]) or by_key.get(address_key(snapshot.get("email", ""))) for snapshot in snapshots]


def _noes(session: Session, people: Sequence[Candidate | None]) -> set[tuple[object, str | None]]:
    """What stands against a yes: (person, topic), and (person, None) for everything."""
    known = {person.id: person for person in people if person is not None}
    ids = list(known)
    query = select(TopicChoice.candidate_id, TopicChoice.topic).where(TopicChoice.candidate_id.in_(ids), ~TopicChoice.wanted)
    everything = {(person.id, None) for person in known.values() if person.no_reason is not None}
    return everything | {(row[0], row[1]) for row in session.execute(query)}


def _is_no(noes: set[tuple[object, str | None]], person: Candidate | None, topic: str) -> bool:
    return person is not None and not noes.isdisjoint({(person.id, None), (person.id, topic)})


def _count(
    events: Sequence[dict[str, Any]],
    person: Candidate | None,
    noes: set[tuple[object, str | None]],
    origin: Origin,
    counts: Counts,
) -> None:
    said = events[0]["data"]["candidate"]
    if person is None:
        counts.new += 1
    else:
        names = _changes(said, person, origin)
        counts.changed.update(names)
        counts.same += not names
        counts.taken += bool(names)
    for event in events[1:]:
        topic = event["data"].get("topic")
        if topic is None:
            counts.changed["everything"] += 1
        elif _is_no(noes, person, topic):
            counts.kept_noes += 1
        else:
            counts.yeses[topic] += 1


def _changes(said: dict[str, Any], person: Candidate, origin: Origin) -> list[str]:
    """Which facts recording would change: what is newer wins, and what was unknown is filled in."""
    newer = origin.as_of >= person.facts_at
    known = {"email": person.address} | {name: getattr(person, name) for name in FACTS[1:]}
    changed = [name for name in FACTS if name in said and said[name] != known[name] and (newer or known[name] is None)]
    if said.get("skills") and said["skills"] != person.skills and (newer or not person.skills):
        changed.append("skills")
    tags = {tag.casefold() for tag in said.get("tags", ())}
    if tags and tags != set(person.tags or ()) and (newer or person.tags is None):
        changed.append("tags")
    if newer and said.get("may_be_mailed", person.may_be_mailed) != person.may_be_mailed:
        changed.append("may_be_mailed")
    return changed
