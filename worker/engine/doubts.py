"""Doubts: letters of which nobody can tell whether they left, and a person's word that settles it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from worker.engine.decide import keep
from worker.engine.doubt import about_letter
from worker.engine.handoff import name_of
from worker.engine.lookup import find_message, short
from worker.engine.parts import Parts
from worker.engine.story_words import STANDS
from worker.rules.message_state import MessageState, advance
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.message import Message

MOST = 100


class Found(StrEnum):
    """What somebody found in the provider's log."""

    SENT = "sent"
    NOT_SENT = "not-sent"


class NotInDoubt(ValueError):
    """Something is known of the letter already. The message says what."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One letter in doubt."""

    id: UUID
    kind: str
    campaign: str
    step: str
    candidate: str | None
    address: str
    since: datetime | None
    reason: str | None


def list_doubts(session: Session, limit: int = MOST) -> tuple[Sequence[Doubt], int]:
    """The letters in doubt, the oldest first, at most `limit`; and how many there are in all."""
    query = select(Message).where(Message.state == MessageState.UNKNOWN.value)
    rows = session.scalars(query.order_by(Message.sending_at, Message.id).limit(limit)).all()
    owners = {row.candidate_id for row in rows}
    people = {person.id: name_of(person) for person in session.scalars(select(Candidate).where(Candidate.id.in_(owners)))}
    doubts = [
        Doubt(
            row.id,
            row.kind,
            row.campaign,
            row.step,
            people.get(row.candidate_id) if row.candidate_id is not None else None,
            row.address,
            row.sending_at,
            row.reason,
        )
        for row in rows
    ]
    total = session.scalar(select(func.count()).where(Message.state == MessageState.UNKNOWN.value)) or 0
    return doubts, total


def resolve_doubt(parts: Parts, said: str, found: Found, by: str) -> Message:
    """Settle a doubt: `sent` counts as accepted, `not-sent` as refused; neither sends anything. Keeps the decision.

    Raises `NotFound` for an id unknown, `NotInDoubt` when the provider's word, or a colleague's, has settled it.
    """
    with parts.database.write() as session:
        message_id, owner = (row := find_message(session, said)).id, row.candidate_id
        if owner is not None:
            session.get_one(Candidate, owner, with_for_update={"key_share": True})
        message = session.get_one(Message, message_id, with_for_update=True, populate_existing=True)
        if message.state != MessageState.UNKNOWN.value:
            raise NotInDoubt(f"The letter {short(message_id)} is not in doubt: it {STANDS[message.state]}.")
        heard = MessageState.ACCEPTED if found is Found.SENT else MessageState.REFUSED
        message.state = advance(MessageState.UNKNOWN, heard).value
        message.reason = f"{by} looked it up: {'sent' if found is Found.SENT else 'not sent'}"
        if found is Found.SENT:
            message.accepted_at = message.sending_at
        if owner is not None:
            keep(session, [about_letter(message, owner, parts.now(), "resolve", Reason.DOUBT_RESOLVED)])
    return message
