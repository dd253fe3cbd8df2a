"""Take in: an event is stored before it is acknowledged, whichever door it came through."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson
from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.event import Event, UnknownEventType, parse_event
from schemas.fault_words import faults_of
from worker.engine.parts import Parts
from worker.store.insert import insert_new
from worker.store.many import among_pairs
from worker.store.models.inbox import DeadLetter, InboxEvent


class Taken(StrEnum):
    """What became of an event at the door."""

    ACCEPTED = "accepted"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with an event: where, and why."""

    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The answer for one event."""

    taken: Taken
    source: str | None
    id: str | None
    faults: tuple[Fault, ...] = ()


def _faults(error: ValidationError | UnknownEventType) -> tuple[Fault, ...]:
    if isinstance(error, UnknownEventType):
        return (Fault("type", str(error)),)
    return tuple(Fault(field or "event", reason) for field, reason in faults_of(error))


def _text(document: object, name: str) -> str | None:
    value = document.get(name) if isinstance(document, dict) else None
    return value[:200] if isinstance(value, str) else None


def _understand(document: object, source: str | None) -> Event | Receipt:
    try:
        event = parse_event(document)
    except (ValidationError, UnknownEventType) as error:
        return Receipt(Taken.REFUSED, _text(document, "source"), _text(document, "id"), _faults(error))
    if source is not None and event.source != source:
        fault = Fault("source", f"this key speaks for source {source!r}, the event says {event.source!r}")
        return Receipt(Taken.REFUSED, event.source, event.id, (fault,))
    return event


def _row(event: Event, door: str, now: datetime) -> dict[str, Any]:
    body = orjson.dumps(event.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)
    return {
        "source": event.source,
        "event_id": event.id,
        "type": event.type,
        "occurred_at": event.time,
        "received_at": now,
        "door": door,
        "body": body.decode(),
        "body_hash": hashlib.sha256(body).hexdigest(),
        "state": "new",
        "attempts": 0,
    }


def _store(session: Session, rows: list[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """Insert what is new. Returns the hash of the body that was stored before, for each that was not."""
    fresh = insert_new(session, InboxEvent, rows, "source", "event_id")
    known = [key for row in rows if (key := (row["source"], row["event_id"])) not in fresh]
    if not known:
        return {}
    columns = (InboxEvent.source, InboxEvent.event_id, InboxEvent.body_hash)
    found = session.execute(select(*columns).where(among_pairs(session, InboxEvent.source, InboxEvent.event_id, known))).all()
    return {(source, event_id): body_hash for source, event_id, body_hash in found}


def _receipt(row: dict[str, Any], firsts: dict[tuple[str, str], dict[str, Any]], stored: dict[tuple[str, str], str]) -> Receipt:
    """Tell a duplicate from a conflict by the body's hash; of one batch, the first with a new id is taken.

    An erased event keeps its id and loses its hash: told again, it is a duplicate, and nothing of it comes back.
    """
    key = (row["source"], row["event_id"])
    if key not in stored and row is firsts[key]:
        return Receipt(Taken.ACCEPTED, *key)
    known = stored.get(key, firsts[key]["body_hash"])
    return Receipt(Taken.DUPLICATE if known in (row["body_hash"], "") else Taken.CONFLICT, *key)


def take_in(parts: Parts, documents: Sequence[object], *, door: str, source: str | None = None) -> list[Receipt]:
    """Store every event of the batch that can be understood, and answer for each, in order.

    The same (source, id) twice changes nothing: with the same body it is a duplicate, with another a conflict. With
    `source` given, an event that claims another source is refused. Raises only what the database raises: then
    nothing of the batch is stored, and nothing may be acknowledged.
    """
    now = parts.now()
    understood = [_understand(document, source) for document in documents]
    told = [item if isinstance(item, Receipt) else _row(item, door, now) for item in understood]
    firsts: dict[tuple[str, str], dict[str, Any]] = {}
    for row in told:
        if not isinstance(row, Receipt):
            firsts.setdefault((row["source"], row["event_id"]), row)
    stored: dict[tuple[str, str], str] = {}
    if firsts:
        with parts.database.write() as session:
            stored = _store(session, list(firsts.values()))
        parts.hints.send("record")
    return [row if isinstance(row, Receipt) else _receipt(row, firsts, stored) for row in told]


def take_in_or_bury(parts: Parts, raws: Sequence[str | bytes], *, door: str) -> list[Receipt]:
    """Take in from a door that cannot answer: what is refused or in conflict goes to the dead letters, whole, with its reason."""
    documents: list[object] = []
    unreadable: dict[int, Receipt] = {}
    for position, raw in enumerate(raws):
        try:
            documents.append(orjson.loads(raw))
        except orjson.JSONDecodeError as error:
            documents.append(None)
            unreadable[position] = Receipt(Taken.REFUSED, None, None, (Fault("event", f"not JSON: {error}"),))
    receipts = take_in(parts, documents, door=door)
    answers = [unreadable.get(position, receipt) for position, receipt in enumerate(receipts)]
    buried = [
        _dead(door, _as_text(raw), _reason(receipt), parts.now())
        for raw, receipt in zip(raws, answers, strict=True)
        if receipt.taken in (Taken.REFUSED, Taken.CONFLICT)
    ]
    if buried:
        with parts.database.write() as session:
            insert_new(session, DeadLetter, buried)
    return answers


def _dead(door: str, raw: str, reason: str, now: datetime) -> dict[str, Any]:
    raw_hash = hashlib.sha256(raw.encode("utf-8", "surrogatepass")).hexdigest()
    return {"door": door, "raw": raw, "raw_hash": raw_hash, "reason": reason, "received_at": now}


def _as_text(raw: str | bytes) -> str:
    text = raw.decode("utf-8", "backslashreplace") if isinstance(raw, bytes) else raw
    return text.replace("\x00", "\\x00")  # PostgreSQL's text cannot hold NUL


def _reason(receipt: Receipt) -> str:
    if receipt.taken is Taken.CONFLICT:
        return "the same source and id came before with another body"
    return "; ".join(f"{fault.field}: {fault.reason}" for fault in receipt.faults)
