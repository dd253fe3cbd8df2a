"""Judging the letters whose touches have waited long enough, and, on request, all of them again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from worker.engine.follow_tempo import follow_tempo
from worker.engine.parts import Parts
from worker.engine.tracking_judge import TOUCHES, judge_letter
from worker.store.models.candidate import Candidate
from worker.store.models.message import Message
from worker.store.models.signal import Signal

_log = structlog.get_logger(__name__)
_LETTERS_AT_ONCE = 50
_PUT_OFF = timedelta(hours=1)


def judge_due(parts: Parts) -> int:
    """Judge a batch of letters that are due; returns how many. Twice, or by two workers at once, is the same as once."""
    now = parts.now()
    due = Message.judge_at <= now
    with parts.database.read() as session:
        ids = session.scalars(select(Message.id).where(due).order_by(Message.judge_at).limit(_LETTERS_AT_ONCE)).all()
    judged = _judge_each(parts, ids, due)
    if len(ids) == _LETTERS_AT_ONCE:
        parts.hints.send("judge")
    return judged


def judge_again(parts: Parts) -> int:
    """Judge every letter that was ever touched, from what was heard, by the rules of today; returns how many.

    Page by page, by key: each page is a transaction of its own, and it may be stopped and begun again at any time.
    """
    judged, last = 0, UUID(int=0)
    touched = select(Signal.message_id).where(Signal.kind.in_(TOUCHES))
    while True:
        page = touched.where(Signal.message_id > last).group_by(Signal.message_id).order_by(Signal.message_id)
        with parts.database.read() as session:
            ids = [one for one in session.scalars(page.limit(_LETTERS_AT_ONCE)) if one is not None]
        if not ids:
            return judged
        judged += _judge_each(parts, ids, None)
        last = ids[-1]


def _judge_each(parts: Parts, ids: Sequence[UUID], still: ColumnElement[bool] | None) -> int:
    """All in one transaction; if that fails, each alone, and the one that cannot be judged is put off: it holds up no other."""
    if not ids:
        return 0
    try:
        return _judge_together(parts, ids, still)
    except OperationalError:
        raise
    except Exception:  # noqa: BLE001 - one that fails must hold up no other
        _log.exception("letters could not be judged together; trying them one by one")
    judged = 0
    for one in ids:
        try:
            judged += _judge_together(parts, [one], still)
        except OperationalError:
            raise
        except Exception:  # noqa: BLE001 - what was heard is kept, and is judged later
            _log.exception("a letter could not be judged", message_id=str(one))
            with parts.database.write() as session:
                session.execute(update(Message).where(Message.id == one).values(judge_at=parts.now() + _PUT_OFF))
    return judged


def _judge_together(parts: Parts, ids: Sequence[UUID], still: ColumnElement[bool] | None) -> int:
    letters = select(Message).where(Message.id.in_(ids)).order_by(Message.id).with_for_update()
    if still is not None:
        letters = letters.where(still)
    owners = select(Message.candidate_id).where(Message.id.in_(ids))
    people = select(Candidate).where(Candidate.id.in_(owners)).order_by(Candidate.id).with_for_update(key_share=True)
    with parts.database.write() as session:
        candidates = {person.id: person for person in session.scalars(people)}
        messages = session.scalars(letters).all()
        signals = _signals(session, [message.id for message in messages])
        for message in messages:
            judge_letter(message, signals[message.id])
        session.flush()
        follow_tempo(session, parts, candidates)
    return len(messages)


def _signals(session: Session, ids: Sequence[UUID]) -> dict[UUID, list[Signal]]:
    found: dict[UUID, list[Signal]] = defaultdict(list)
    for signal in session.scalars(select(Signal).where(Signal.message_id.in_(ids)).order_by(Signal.at, Signal.seq)):
        if signal.message_id is not None:
            found[signal.message_id].append(signal)
    return found
