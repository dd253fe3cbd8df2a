"""Owners: whose letters these are by now."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.store.many import among
from worker.store.models.candidate import Candidate
from worker.store.models.message import Message


def hold_owners(session: Session, message_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Each letter's person, held; none for who is gone: while it was on its way they may have been merged, or erased."""
    if not message_ids:
        return {}
    mine = select(Message.candidate_id).where(among(session, Message.id, message_ids))
    people = select(Candidate.id).where(Candidate.id.in_(mine)).order_by(Candidate.id).with_for_update(key_share=True)
    held = session.scalars(people).all()
    letters = among(session, Message.id, message_ids), among(session, Message.candidate_id, held)
    query = select(Message.id, Message.candidate_id).where(*letters)
    return {message_id: owner for message_id, owner in session.execute(query) if owner is not None}
