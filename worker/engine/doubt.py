"""Doubt: a letter whose worker is gone may have left or not. It is never sent again by itself, and a person is told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session

from worker.engine.alarm import raise_alarm
from worker.engine.answer_state import STOPPED_WHILE_SENDING
from worker.engine.decide import decision, keep
from worker.engine.parts import Parts
from worker.rules.message_state import MessageState
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message

_AT_ONCE = 100


def raise_doubt(session: Session, parts: Parts, reasons: Iterable[str]) -> None:
    """Tell a person that letters are in doubt. Inside the caller's transaction."""
    raise_alarm(
        session,
        parts,
        "in_doubt",
        title="Letters are in doubt: nobody can tell whether they left",
        detail="; ".join(sorted(set(reasons))),
        remedy="Nothing in doubt is sent again by itself. Compare with the provider's log: `rapport doubts`.",
    )


def is_abandoned(parts: Parts) -> ColumnElement[bool]:
    """Whether a letter is `sending`, its lease has run out, and nobody will look: its person's way was stopped meanwhile."""
    return exists(_abandoned(parts))


def _abandoned(parts: Parts) -> Select[Message]:
    gone = parts.now() - timedelta(seconds=parts.policy.lease_seconds)
    looked_after = exists().where(Enrollment.id == Message.enrollment_id, Enrollment.state == "active")
    return select(Message).where(
        Message.state == MessageState.SENDING.value, Message.kind != "service", Message.sending_at <= gone, ~looked_after
    )


def doubt_abandoned(parts: Parts) -> int:
    """Put abandoned letters in doubt, and say so. Returns how many."""
    with parts.database.write() as session:
        owners = _abandoned(parts).with_only_columns(Message.candidate_id).limit(_AT_ONCE)
        held = select(Candidate.id).where(Candidate.id.in_(owners)).order_by(Candidate.id).with_for_update(key_share=True)
        people = session.scalars(held).all()
        letters = session.scalars(_abandoned(parts).where(Message.candidate_id.in_(people)).with_for_update(of=Message)).all()
        now, doubts = parts.now(), []
        for letter in letters:
            letter.state, letter.reason = MessageState.UNKNOWN.value, STOPPED_WHILE_SENDING
            if letter.candidate_id is not None:
                doubts.append(about_letter(letter, letter.candidate_id, now, "doubt", Reason.IN_DOUBT_ALREADY))
        if letters:
            keep(session, doubts)
            raise_doubt(session, parts, [STOPPED_WHILE_SENDING])
    return len(letters)


def about_letter(letter: Message, owner: UUID, at: datetime, action: str, reason: Reason) -> dict[str, Any]:
    """A decision about the step that a letter was for."""
    step = {"enrollment_id": letter.enrollment_id, "step": letter.step, "occurrence": letter.occurrence}
    row = decision(owner, at, action, reason, campaign=letter.campaign, detail=letter.reason, message_id=letter.id)
    return row | step
