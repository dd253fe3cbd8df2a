"""Whose letter it is: from the id in a letter's link to the person, their row held, and the language they read."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.store.models.candidate import Candidate
from worker.store.models.message import Message

_MERGES_OUTRUN = 5


def reader_of(session: Session, message_id: UUID, *, hold: bool = False) -> tuple[Candidate, Message] | None:
    """The person a letter went to, and the letter; None when there is no such letter, or nobody is kept of it.

    With `hold`, their row is locked until the transaction ends. Whoever was merged meanwhile is found as who they are now,
    even when that happens while we wait for their row: a no must not fall between two records.
    """
    for _ in range(_MERGES_OUTRUN):
        owner = session.scalar(select(Message.candidate_id).where(Message.id == message_id))
        if owner is None:
            return None
        query = select(Candidate).where(Candidate.id == owner)
        person = session.scalars(query.with_for_update(key_share=True) if hold else query).one_or_none()
        letter = session.get(Message, message_id, populate_existing=True)
        if person is not None and letter is not None and letter.candidate_id == person.id:
            return person, letter
    return None


def language_of(person: Candidate, letter: Message) -> str | None:
    """The language they chose, else the one the letter was written in."""
    return person.wish_locale or letter.locale or person.locale
