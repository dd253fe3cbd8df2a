"""Outcome: writing down what the provider answered. A late answer is still the truth, and is still recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Text, Uuid, and_, case, func, or_, update
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import Update
from sqlalchemy.types import TypeEngine

from worker.delivery.transport import Accepted, ChannelDown, InDoubt, Outcome, Refused
from worker.engine.answer_state import again_at, heard_state
from worker.engine.channel import note_answers
from worker.engine.decide import decision, keep
from worker.engine.owners import hold_owners
from worker.engine.pace_tally import count_put_off
from worker.engine.parts import Parts
from worker.engine.patiently import patiently
from worker.rules.message_state import MessageState, advance, may_be_released
from worker.rules.reasons import Reason
from worker.store.base import UtcDateTime
from worker.store.insert import table_of
from worker.store.many import Given, UpdateMany
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message

# Core tables, not mapped classes: many rows in one statement, without the session looking at each.
_MESSAGE, _ENROLLMENT = table_of(Message), table_of(Enrollment)


@dataclass(frozen=True, slots=True)
class Move:
    """Where an enrollment goes once its letter has left: the next step, or its end."""

    enrollment_id: UUID
    campaign: str
    step: str
    occurrence: int
    attempts: int
    next_step: str | None
    next_occurrence: int
    next_due_at: datetime | None
    next_priority: int


@dataclass(frozen=True, slots=True)
class Answer:
    """One letter, what came of it, and the move that follows when it counts as sent."""

    message_id: UUID
    outcome: Outcome
    move: Move


def record_answers(parts: Parts, answers: Sequence[Answer]) -> None:
    """Record a handful of answers in one transaction, and move their enrollments on.

    An enrollment is moved only if it still stands at that step: somebody may have stopped it while the letter was on
    its way. The message's row tells what happened to the letter either way.
    """
    if answers:
        patiently(lambda: _record(parts, answers))


def _record(parts: Parts, answers: Sequence[Answer]) -> None:
    now = parts.now()
    answers = sorted(answers, key=lambda answer: answer.message_id)  # the order in which signals lock letters, too
    with parts.database.write() as session:
        owners = hold_owners(session, [answer.message_id for answer in answers if not isinstance(answer.outcome, Accepted)])
        for state in (MessageState.ACCEPTED, MessageState.REFUSED, MessageState.UNKNOWN, MessageState.CLAIMED):
            _record_messages(session, now, state, [answer for answer in answers if heard_state(answer.outcome) is state])
        _move_on(session, now, [answer for answer in answers if heard_state(answer.outcome) is not MessageState.CLAIMED])
        _due_again(session, now, [answer for answer in answers if heard_state(answer.outcome) is MessageState.CLAIMED])
        keep(session, [_odd(answer, now, owners[answer.message_id]) for answer in answers if answer.message_id in owners])
        count_put_off(session, parts, [answer.outcome for answer in answers])  # first: pace is locked before the channel
        down = next((answer.outcome.reason for answer in answers if isinstance(answer.outcome, ChannelDown)), None)
        note_answers(
            session,
            parts,
            now,
            in_doubt=[answer.outcome.reason for answer in answers if isinstance(answer.outcome, InDoubt)],
            down=down,
            clear=any(isinstance(answer.outcome, Accepted | Refused) for answer in answers),
        )


def _recorder(heard: MessageState) -> UpdateMany:
    """One statement for all answers of a kind. The states it may overwrite are those the rules let it advance from."""
    release = heard is MessageState.CLAIMED
    beaten = [s.value for s in MessageState if (may_be_released(s) if release else advance(s, heard) is heard)]
    overwrites = or_(*(_MESSAGE.c.state == one for one in beaten))

    def build(given: Given) -> Update:
        values: dict[str, Any] = {
            "state": case((overwrites, heard.value), else_=_MESSAGE.c.state),
            "reason": given["the_reason"],
        }
        if heard is MessageState.ACCEPTED:
            arrived = func.coalesce(_MESSAGE.c.delivered_at, given["the_arrival"])
            values |= {"provider_id": given["the_provider_id"], "accepted_at": given["the_moment"]}
            values |= {"delivered_at": case((overwrites, arrived), else_=_MESSAGE.c.delivered_at)}
        if release:
            values |= {"sending_at": case((overwrites, None), else_=_MESSAGE.c.sending_at)}
        return update(_MESSAGE).where(_MESSAGE.c.id == given["the_id"]).values(**values)

    types: dict[str, TypeEngine[Any]] = {
        "the_id": Uuid(),
        "the_reason": Text(),
        "the_provider_id": Text(),
        "the_moment": UtcDateTime(),
        "the_arrival": UtcDateTime(),
    }
    return UpdateMany(types, build)


_RECORDERS = {
    heard: _recorder(heard) for heard in (MessageState.ACCEPTED, MessageState.REFUSED, MessageState.UNKNOWN, MessageState.CLAIMED)
}


def _record_messages(session: Session, now: datetime, heard: MessageState, answers: Sequence[Answer]) -> None:
    rows = [
        {
            "the_id": answer.message_id,
            "the_reason": getattr(answer.outcome, "reason", None),
            "the_provider_id": getattr(answer.outcome, "provider_id", None),
            "the_moment": now,
            "the_arrival": now if getattr(answer.outcome, "is_last_word", False) else None,
        }
        for answer in answers
    ]
    _RECORDERS[heard].run(session, rows)


def _still_here(given: Given) -> ColumnElement[bool]:
    """Nobody moved or stopped it while its letter was on its way."""
    return and_(
        _ENROLLMENT.c.id == given["the_id"],
        _ENROLLMENT.c.step == given["the_step"],
        _ENROLLMENT.c.occurrence == given["the_occurrence"],
        _ENROLLMENT.c.state == "active",
    )


_HERE: dict[str, TypeEngine[Any]] = {"the_id": Uuid(), "the_step": Text(), "the_occurrence": BigInteger()}
_ONWARD = UpdateMany(
    _HERE | {"next_step": Text(), "next_occurrence": BigInteger(), "next_due_at": UtcDateTime(), "next_priority": BigInteger()},
    lambda given: (
        update(_ENROLLMENT)
        .where(_still_here(given))
        .values(
            step=given["next_step"],
            occurrence=given["next_occurrence"],
            due_at=given["next_due_at"],
            wake_at=given["next_due_at"],
            priority=given["next_priority"],
            lease=None,
            attempts=0,
            reason=None,
        )
    ),
)
_OVER = UpdateMany(
    _HERE | {"the_end": UtcDateTime()},
    lambda given: (
        update(_ENROLLMENT)
        .where(_still_here(given))
        .values(state="done", reason=Reason.COMPLETED.value, ended_at=given["the_end"], lease=None)
    ),
)
_AGAIN = UpdateMany(
    _HERE | {"the_wake_at": UtcDateTime(), "the_attempts": BigInteger()},
    lambda given: (
        update(_ENROLLMENT)
        .where(_still_here(given))
        .values(wake_at=given["the_wake_at"], attempts=given["the_attempts"], lease=None, reason=Reason.RETRY_LATER.value)
    ),
)


def _move_on(session: Session, now: datetime, answers: Sequence[Answer]) -> None:
    """To the next step, or to the end. What is refused or in doubt is not tried again: it counts as done."""
    moves = [answer.move for answer in answers]
    _ONWARD.run(session, [_here(move) | _next(move) for move in moves if move.next_step is not None])
    _OVER.run(session, [_here(move) | {"the_end": now} for move in moves if move.next_step is None])


def _here(move: Move) -> dict[str, Any]:
    return {"the_id": move.enrollment_id, "the_step": move.step, "the_occurrence": move.occurrence}


def _next(move: Move) -> dict[str, Any]:
    return {
        "next_step": move.next_step,
        "next_occurrence": move.next_occurrence,
        "next_due_at": move.next_due_at,
        "next_priority": move.next_priority,
    }


def _due_again(session: Session, now: datetime, answers: Sequence[Answer]) -> None:
    rows = []
    for answer in answers:
        attempts = answer.move.attempts + 1
        later = again_at(answer.outcome, attempts, now, str(answer.message_id))
        rows.append(_here(answer.move) | {"the_wake_at": later, "the_attempts": attempts})
    _AGAIN.run(session, rows)


def _odd(answer: Answer, now: datetime, candidate_id: UUID) -> dict[str, Any]:
    """A decision for whatever was not plainly accepted."""
    reasons = {
        MessageState.REFUSED: ("skip", Reason.REFUSED_BY_PROVIDER),
        MessageState.UNKNOWN: ("doubt", Reason.IN_DOUBT_ALREADY),
        MessageState.CLAIMED: ("defer", Reason.CHANNEL_DOWN if isinstance(answer.outcome, ChannelDown) else Reason.RETRY_LATER),
    }
    action, reason = reasons[heard_state(answer.outcome)]
    move, detail = answer.move, getattr(answer.outcome, "reason", None)
    said = decision(candidate_id, now, action, reason, campaign=move.campaign, detail=detail, message_id=answer.message_id)
    return said | {"enrollment_id": move.enrollment_id, "step": move.step, "occurrence": move.occurrence}
