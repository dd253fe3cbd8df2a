"""Dead letters: what came in and could not be worked, whole, with its reason; and taking it in again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import orjson
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from worker.engine.lookup import NotFound
from worker.engine.parts import Parts
from worker.engine.take_in import Receipt, Taken, take_in
from worker.store.models.inbox import DeadLetter, InboxEvent
from worker.store.models.signal import Hook

MOST = 100
_AT_ONCE = 100
_REF = re.compile(r"^(?:(dead|inbox|hook)-)?([0-9]{1,15})$")


class Shelf(StrEnum):
    """Where something lies that nobody could work. The value is how its number is written: `dead-3`, or just `3`."""

    DEAD = "dead"
    """An event that was never taken in."""
    INBOX = "inbox"
    """An event that was taken in, and could not be recorded."""
    HOOK = "hook"
    """A provider's call that could not be worked."""


@dataclass(frozen=True, slots=True)
class Dead:
    """One thing that waits for a person."""

    ref: str
    door: str
    received_at: datetime
    reason: str
    raw: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """What came of one replay."""

    ref: str
    taken: bool
    reason: str


def list_dead(session: Session, limit: int = MOST) -> tuple[list[Dead], int]:
    """What waits on each shelf, oldest first, at most `limit` of each; and how many there are in all."""
    dead = session.scalars(select(DeadLetter).where(DeadLetter.replayed_at.is_(None)).order_by(DeadLetter.seq).limit(limit))
    stuck = session.scalars(select(InboxEvent).where(InboxEvent.state == "stuck").order_by(InboxEvent.seq).limit(limit))
    bad = session.scalars(select(Hook).where(Hook.state == "bad").order_by(Hook.seq).limit(limit))
    rows = [
        *(Dead(f"{Shelf.DEAD}-{row.seq}", row.door, row.received_at, row.reason, row.raw) for row in dead),
        *(Dead(f"{Shelf.INBOX}-{row.seq}", row.door, row.received_at, row.error or "", row.body) for row in stuck),
        *(Dead(f"{Shelf.HOOK}-{row.seq}", row.kind, row.received_at, row.error or "", _text(row.body)) for row in bad),
    ]
    counts = (
        select(func.count()).select_from(DeadLetter).where(DeadLetter.replayed_at.is_(None)),
        select(func.count()).select_from(InboxEvent).where(InboxEvent.state == "stuck"),
        select(func.count()).select_from(Hook).where(Hook.state == "bad"),
    )
    return rows, sum(session.scalar(count) or 0 for count in counts)


def _text(body: bytes) -> str:
    return body.decode("utf-8", "backslashreplace")


def replay(parts: Parts, refs: Sequence[str]) -> list[Replayed]:
    """Take these in again. Raises `NotFound`, before anything is done, for a ref that does not wait."""
    wanted = [_parsed(ref) for ref in refs]
    for shelf in Shelf:
        _check(parts, shelf, [seq for one, seq in wanted if one is shelf])
    return [answer for shelf in Shelf for answer in _replay(parts, shelf, [seq for one, seq in wanted if one is shelf])]


def replay_all(parts: Parts) -> Iterator[Replayed]:
    """Take in again everything that waits, some hundred at a time."""
    for shelf in Shelf:
        after = 0
        while seqs := _waiting(parts, shelf, after):
            yield from _replay(parts, shelf, seqs)
            after = seqs[-1]


def _parsed(ref: str) -> tuple[Shelf, int]:
    said = _REF.match(ref)
    if said is None:
        raise NotFound(f"{ref!r} is no number of a dead letter. `rapport events dead` lists them: 3 or dead-3, inbox-7, hook-2.")
    return Shelf(said[1] or Shelf.DEAD), int(said[2])


def _waiting(parts: Parts, shelf: Shelf, after: int, only: Sequence[int] | None = None) -> list[int]:
    queries = {
        Shelf.DEAD: select(DeadLetter.seq).where(DeadLetter.replayed_at.is_(None), DeadLetter.seq > after),
        Shelf.INBOX: select(InboxEvent.seq).where(InboxEvent.state == "stuck", InboxEvent.seq > after),
        Shelf.HOOK: select(Hook.seq).where(Hook.state == "bad", Hook.seq > after),
    }
    columns = {Shelf.DEAD: DeadLetter.seq, Shelf.INBOX: InboxEvent.seq, Shelf.HOOK: Hook.seq}
    query = queries[shelf] if only is None else queries[shelf].where(columns[shelf].in_(only))
    with parts.database.read() as session:
        return list(session.scalars(query.order_by(columns[shelf]).limit(_AT_ONCE if only is None else len(only))))


def _check(parts: Parts, shelf: Shelf, seqs: list[int]) -> None:
    gone = set(seqs) - set(_waiting(parts, shelf, 0, seqs)) if seqs else set()
    if gone:
        names = ", ".join(f"{shelf}-{seq}" for seq in sorted(gone))
        raise NotFound(f"Nothing waits under {names}. `rapport events dead` lists what does.")


def _replay(parts: Parts, shelf: Shelf, seqs: Sequence[int]) -> list[Replayed]:
    if not seqs:
        return []
    work: dict[Shelf, Callable[[Parts, Sequence[int]], list[Replayed]]] = {
        Shelf.DEAD: _take_in_again,
        Shelf.INBOX: _record_again,
        Shelf.HOOK: _hear_again,
    }
    return work[shelf](parts, seqs)


def _take_in_again(parts: Parts, seqs: Sequence[int]) -> list[Replayed]:
    """Stored before it is marked as replayed: a crash in between makes it a duplicate the next time, and nothing else."""
    with parts.database.read() as session:
        rows = session.scalars(select(DeadLetter).where(DeadLetter.seq.in_(seqs)).order_by(DeadLetter.seq)).all()
    receipts = take_in(parts, [_document(row.raw) for row in rows], door="replay")
    answers = []
    with parts.database.write() as session:
        for row, receipt in zip(rows, receipts, strict=True):
            taken = receipt.taken in (Taken.ACCEPTED, Taken.DUPLICATE)
            reason = receipt.taken.value if taken else _why_not(row, receipt)
            values = {"replayed_at": parts.now()} if taken else {"reason": reason}
            session.execute(update(DeadLetter).where(DeadLetter.seq == row.seq).values(**values))
            answers.append(Replayed(f"{Shelf.DEAD}-{row.seq}", taken, reason))
    return answers


def _document(raw: str) -> object:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        return None


def _why_not(row: DeadLetter, receipt: Receipt) -> str:
    if _document(row.raw) is None:
        return row.reason
    if receipt.taken is Taken.CONFLICT:
        return "the same source and id came before with another body"
    return "; ".join(f"{fault.field}: {fault.reason}" for fault in receipt.faults)


def _record_again(parts: Parts, seqs: Sequence[int]) -> list[Replayed]:
    with parts.database.write() as session:
        again = {"state": "new", "attempts": 0, "error": None}
        session.execute(update(InboxEvent).where(InboxEvent.seq.in_(seqs), InboxEvent.state == "stuck").values(**again))
    parts.hints.send("record")
    return [Replayed(f"{Shelf.INBOX}-{seq}", True, "queued again") for seq in seqs]


def _hear_again(parts: Parts, seqs: Sequence[int]) -> list[Replayed]:
    with parts.database.write() as session:
        again = {"state": "new", "attempts": 0, "error": None}
        session.execute(update(Hook).where(Hook.seq.in_(seqs), Hook.state == "bad").values(**again))
    parts.hints.send("hear")
    return [Replayed(f"{Shelf.HOOK}-{seq}", True, "queued again") for seq in seqs]
