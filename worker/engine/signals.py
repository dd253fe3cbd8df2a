"""Signals taken to heart: what came back moves the letter's state, the person's tempo, and, where it is a no, ends everything."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from schemas.told import Told
from worker.engine.follow_tempo import follow_tempo
from worker.engine.no import say_no, suppress_address
from worker.engine.outbound import tell
from worker.engine.own_fault import note_own_fault
from worker.engine.pace_tally import count_trouble
from worker.engine.parts import Parts
from worker.engine.tracking_judge import await_judgement
from worker.engine.wake import wake_waiting
from worker.hearing.sendgrid_events import DroppedBecause
from worker.rules.message_state import MessageState, advance
from worker.rules.reasons import Reason
from worker.rules.signal_kind import SignalKind
from worker.store.insert import insert_new
from worker.store.models.candidate import Candidate
from worker.store.models.message import Message
from worker.store.models.signal import Signal

_CAME_BACK = (MessageState.SOFT_BOUNCED, MessageState.BOUNCED, MessageState.DROPPED)
_DROPPED_NOES = {DroppedBecause.UNSUBSCRIBED: Reason.UNSUBSCRIBED, DroppedBecause.COMPLAINED: Reason.COMPLAINED}
_SOFT_LIMIT, _SOFT_WINDOW = 3, timedelta(days=30)

_NOES = {
    SignalKind.COMPLAINED: Reason.COMPLAINED,
    SignalKind.UNSUBSCRIBED: Reason.UNSUBSCRIBED,
    SignalKind.UNSUBSCRIBED_ONE_CLICK: Reason.UNSUBSCRIBED,
    SignalKind.REPLIED_STOP: Reason.REPLIED_STOP,
}


def take_to_heart(session: Session, parts: Parts, rows: Sequence[dict[str, Any]]) -> int:
    """Store the signals that are new, and let them have their effect, in the caller's transaction. Returns how many were new.

    People are locked before letters, as everywhere. Effects depend on the set of signals, never on their order: each
    letter's row is worked out again from all signals about it.
    """
    unique = {row["meaning_key"]: row for row in rows}
    if not unique:
        return 0
    candidates = _hold_people(session, list(unique.values()))
    new = insert_new(session, Signal, list(unique.values()), "meaning_key")
    fresh = [row for key, row in unique.items() if (key,) in new]
    if not fresh:
        return 0
    message_ids = {row["message_id"] for row in fresh if row["message_id"] is not None}
    letters = select(Message).where(Message.id.in_(message_ids)).order_by(Message.id).with_for_update()
    messages = {message.id: message for message in session.scalars(letters)}
    fresh_kinds: dict[UUID, set[str]] = defaultdict(set)
    for row in fresh:
        fresh_kinds[row["message_id"]].add(row["kind"])
    _work_out(session, messages, fresh_kinds, parts.now())
    session.flush()
    for row in fresh:
        person = candidates.get(row["candidate_id"])
        if person is not None:
            _have_effect(session, parts, person, messages.get(row["message_id"]), row)
    follow_tempo(session, parts, candidates)
    count_trouble(session, parts, [row["kind"] for row in fresh])
    return len(fresh)


def _hold_people(session: Session, rows: Sequence[dict[str, Any]]) -> dict[UUID, Candidate]:
    """Lock whom the rows are about. Whoever was merged since they were looked up is found by the letter as who they are now: a
    no must not fall between two records. A row about somebody who is gone is nobody's.
    """
    held = _lock(session, rows)
    lost = [row for row in rows if row["candidate_id"] not in held]
    if lost:
        letters = select(Message.id, Message.candidate_id).where(Message.id.in_({row["message_id"] for row in lost}))
        owners = {message_id: owner for message_id, owner in session.execute(letters)}  # noqa: C416 - rows are no pairs to mypy
        for row in lost:
            row["candidate_id"] = owners.get(row["message_id"])
        held |= _lock(session, lost)
    for row in rows:
        row["candidate_id"] = row["candidate_id"] if row["candidate_id"] in held else None
    return held


def _lock(session: Session, rows: Sequence[dict[str, Any]]) -> dict[UUID, Candidate]:
    ids = {row["candidate_id"] for row in rows}
    people = select(Candidate).where(Candidate.id.in_(ids)).order_by(Candidate.id).with_for_update(key_share=True)
    return {person.id: person for person in session.scalars(people)}


def _work_out(session: Session, messages: dict[UUID, Message], fresh_kinds: dict[UUID, set[str]], now: datetime) -> None:
    """Each letter's state and times, from all signals about it: the same whatever their order. Touches are judged later."""
    heard: dict[UUID, list[Signal]] = defaultdict(list)
    for signal in session.scalars(select(Signal).where(Signal.message_id.in_(messages)).order_by(Signal.at, Signal.seq)):
        if signal.message_id is not None:
            heard[signal.message_id].append(signal)
    for message_id, message in messages.items():
        signals = heard[message_id]
        for signal in signals:
            message.state = advance(MessageState(message.state), SignalKind(signal.kind).implies).value
        delivered = [signal.at for signal in signals if SignalKind(signal.kind).implies is MessageState.DELIVERED]
        came_back = MessageState(message.state) in _CAME_BACK and not delivered
        if message.delivered_at is not None and not came_back:
            delivered.append(message.delivered_at)  # by the mail server's own answer, where nobody else tells
        message.delivered_at = min(delivered, default=None)
        replied = [signal.at for signal in signals if signal.kind == SignalKind.REPLIED.value]
        message.replied_at = max(replied, default=message.replied_at)
        await_judgement(message, signals, fresh_kinds[message_id], now)


def _have_effect(session: Session, parts: Parts, person: Candidate, message: Message | None, row: dict[str, Any]) -> None:
    kind, now = SignalKind(row["kind"]), parts.now()
    said = row["detail"].get("reason")
    if kind in _NOES:
        say_no(
            session, parts, person, _NOES[kind], how=f"signal {kind.value}", now=now, detail=said, message_id=row["message_id"]
        )
    elif kind is SignalKind.REPLIED:
        tell(session, parts, Told.REPLIED, person.id, key=row["meaning_key"], message_id=row["message_id"])
        wake_waiting(session, [person.id], now)
    elif kind is SignalKind.DROPPED:
        _dropped(session, parts, person, message, row["detail"])
    elif kind is SignalKind.HARD_BOUNCED:
        _no_good(session, parts, person, message, Reason.HARD_BOUNCED, how="signal hard_bounced", detail=said)
    elif kind is SignalKind.SOFT_BOUNCED and message is not None:
        _count_soft(session, parts, person, message)
    elif kind is SignalKind.BOUNCED_OURS:
        note_own_fault(session, parts, said)


def _no_good(
    session: Session,
    parts: Parts,
    person: Candidate,
    message: Message | None,
    reason: Reason,
    *,
    how: str,
    detail: str | None = None,
) -> None:
    """The address is no good. If the person has moved to another one meanwhile, only the old one is suppressed."""
    now = parts.now()
    if message is not None and message.address != person.address:
        suppress_address(session, parts, message.address, reason, how, now)
        return
    message_id = message.id if message is not None else None
    say_no(session, parts, person, reason, how=how, now=now, detail=detail, message_id=message_id)


def _dropped(session: Session, parts: Parts, person: Candidate, message: Message | None, detail: dict[str, Any]) -> None:
    """The provider did not even try, because of what it remembers: its memory of a no, or of a dead address, is taken over."""
    because = DroppedBecause(detail.get("dropped_because") or DroppedBecause.OTHER)
    message_id = message.id if message else None
    if because in _DROPPED_NOES:
        say_no(session, parts, person, _DROPPED_NOES[because], how=f"dropped: {because}", now=parts.now(), message_id=message_id)
    elif because.address_is_dead:
        _no_good(session, parts, person, message, Reason.HARD_BOUNCED, how="signal hard_bounced", detail=detail.get("reason"))


def _count_soft(session: Session, parts: Parts, person: Candidate, message: Message) -> None:
    """Passing bounces of one address add up; those of one that the person has left say nothing about the next."""
    lately = (
        select(func.count())
        .select_from(Signal)
        .join(Message, Message.id == Signal.message_id)
        .where(Signal.candidate_id == person.id, Signal.kind == SignalKind.SOFT_BOUNCED.value)
        .where(Signal.at > parts.now() - _SOFT_WINDOW, Message.address == message.address)
    )
    if (session.scalar(lately) or 0) >= _SOFT_LIMIT:
        how = f"{_SOFT_LIMIT} soft bounces in {_SOFT_WINDOW.days} days"
        _no_good(session, parts, person, message, Reason.SOFT_BOUNCED_OFTEN, how=how)
