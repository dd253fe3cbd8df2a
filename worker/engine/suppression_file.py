"""The suppression list as a file: brought from another system or kept safe, and given out."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TextIO

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.no import say_no, suppress_address
from worker.engine.parts import Parts
from worker.engine.people import address_key
from worker.engine.suppression import LIFTABLE_BY_HAND
from worker.hearing.header_reader import ADDRESS
from worker.rules.reasons import Reason
from worker.store.insert import insert_new
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Suppression

IMPORTABLE = LIFTABLE_BY_HAND | {
    Reason.UNSUBSCRIBED, Reason.REPLIED_STOP, Reason.COMPLAINED, Reason.STOPPED_BY_STAFF, Reason.OPTED_OUT_UPSTREAM,
    Reason.ERASED,
}  # fmt: skip
COLUMNS = ("address_hash", "reason", "source", "at", "lifted_at", "lifted_by")
_ADDRESS_COLUMNS = ("address", "email", "e-mail", "mail")
_HASH = re.compile(r"[0-9a-f]{64}")
_AT_ONCE, _READ_AT_ONCE = 200, 1000


@dataclass(slots=True)
class Imported:
    """What came of a file. Lines that are no address are named by their number, never by what they say."""

    new: int = 0
    known: int = 0
    """On the list already, or lifted since: a newer yes is not undone by an old list."""
    not_understood: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Entry:
    line: int
    address: str | None
    address_hash: str
    reason: Reason


def export_suppressed(session: Session, file: TextIO) -> int:
    """Write the list as CSV, hashes and all, lifted ones too. Returns how many rows. The same secret keys can import it."""
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    count = 0
    for row in session.scalars(select(Suppression).order_by(Suppression.seq).execution_options(yield_per=_READ_AT_ONCE)):
        lifted = row.lifted_at.isoformat() if row.lifted_at else ""
        writer.writerow((row.address_hash, row.reason, row.source, row.at.isoformat(), lifted, row.lifted_by or ""))
        count += 1
    return count


def import_suppressed(parts: Parts, lines: Iterable[str], *, reason: Reason, source: str) -> Imported:
    """Put a list's addresses on ours: one a line, or CSV with a column `address` or `email`, or our own export.

    A column `reason` rules where it holds one of our codes, else `reason` does. What is pending to these people ends.
    """
    result = Imported()
    entries = _entries(parts, lines, reason, result)
    while some := list(islice(entries, _AT_ONCE)):
        with parts.database.write() as session:
            _put(session, parts, some, source, result)
    return result


def _entries(parts: Parts, lines: Iterable[str], reason: Reason, result: Imported) -> Iterator[_Entry]:
    reader = csv.reader(_clean(lines))
    names: list[str] = []
    for row in reader:
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if not names:
            named = [cell.lower() for cell in cells]
            if any(name in (*_ADDRESS_COLUMNS, "address_hash") for name in named):
                names = named
                continue
            names = ["address"]
        told = dict(zip(names, cells, strict=False))
        entry = None if told.get("lifted_at") else _entry(parts, reader.line_num, told, reason)
        if entry is not None:
            yield entry
        elif not told.get("lifted_at"):
            result.not_understood.append(reader.line_num)


def _clean(lines: Iterable[str]) -> Iterator[str]:
    return (line.replace("\x00", "").lstrip("\ufeff")[:4000] for line in lines)


def _entry(parts: Parts, line: int, told: dict[str, str], reason: Reason) -> _Entry | None:
    address = next((told[name] for name in _ADDRESS_COLUMNS if told.get(name)), "")
    code = told.get("reason", "")
    why = Reason(code) if code in {one.value for one in IMPORTABLE} else reason
    if ADDRESS.fullmatch(address):
        return _Entry(line, address, parts.keyring.address_hash(address), why)
    if _HASH.fullmatch(told.get("address_hash", "")):
        return _Entry(line, None, told["address_hash"], why)
    return None


def _put(session: Session, parts: Parts, entries: Sequence[_Entry], source: str, result: Imported) -> None:
    now = parts.now()
    keys = {address_key(entry.address) for entry in entries if entry.address}
    query = select(Candidate).where(Candidate.address_key.in_(keys)).order_by(Candidate.id).with_for_update(key_share=True)
    people = {person.address_key: person for person in session.scalars(query)}
    known = _known(session, parts, entries)
    for entry in entries:
        if (entry.address_hash, entry.reason) in known:
            result.known += 1
            continue
        known.add((entry.address_hash, entry.reason))
        result.new += 1
        person = people.get(address_key(entry.address)) if entry.address else None
        if person is not None and entry.reason not in LIFTABLE_BY_HAND:
            say_no(session, parts, person, entry.reason, how=source, now=now)
        elif entry.address is not None:
            suppress_address(session, parts, entry.address, entry.reason, source, now)
        else:
            insert_new(session, Suppression, [_row(entry, source, now)])


def _row(entry: _Entry, source: str, now: datetime) -> dict[str, object]:
    return {"address_hash": entry.address_hash, "reason": entry.reason.value, "source": source, "at": now}


def _known(session: Session, parts: Parts, entries: Sequence[_Entry]) -> set[tuple[str, Reason]]:
    """What is on the list, in force or lifted, under the hash that the newest key makes, whichever key made it."""
    newest = {old: entry.address_hash for entry in entries for old in _hashes(parts, entry)}
    query = select(Suppression.address_hash, Suppression.reason).where(Suppression.address_hash.in_(newest))
    return {(newest[found], Reason(reason)) for found, reason in session.execute(query)}


def _hashes(parts: Parts, entry: _Entry) -> tuple[str, ...]:
    return parts.keyring.address_hashes(entry.address) if entry.address else (entry.address_hash,)
