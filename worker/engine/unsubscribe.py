"""Unsubscribe: the link in a letter says no for the person it went to, for ever, and at once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from worker.engine.letter_reader import language_of, reader_of
from worker.engine.no import suppress_address
from worker.engine.parts import Parts
from worker.engine.signals import take_to_heart
from worker.engine.suppressed import reasons_against
from worker.rules.reasons import Reason
from worker.rules.signal_kind import SignalKind
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate
from worker.store.models.message import Message
from worker.store.models.signal import Signal


class Button(StrEnum):
    """Which button it was."""

    OURS = "page"
    MAIL_PROGRAM = "one_click"
    PREFERENCES = "preferences"


_KEY = "our unsubscribe link/"
_KINDS = {Button.MAIL_PROGRAM: SignalKind.UNSUBSCRIBED_ONE_CLICK}


def unsubscribe(parts: Parts, token: str, button: Button, user_agent: str | None) -> None:
    """Stop everything to whom this letter went. Idempotent; an unknown token changes nothing, and looks no different."""
    message_id = parts.keyring.read(Purpose.UNSUBSCRIBE, token)
    if message_id is not None:
        stop_everything(parts, message_id, button, user_agent)


def stop_everything(parts: Parts, message_id: UUID, button: Button, user_agent: str | None) -> None:
    """A no to everything by whom this letter went to; saying it twice changes nothing."""
    with parts.database.write() as session:
        found = reader_of(session, message_id, hold=True)
        if found is None:
            return
        person, letter = found
        now = parts.now()
        if _said_before(session, parts, person, letter):
            return
        signal = _signal(person, letter, button, user_agent, now) | {"meaning_key": _next_key(session, letter)}
        take_to_heart(session, parts, [signal])
        # The letter may have gone to an address they no longer use: nothing goes there either.
        if letter.address != person.address:
            suppress_address(session, parts, letter.address, Reason.UNSUBSCRIBED, f"unsubscribed by {button}", now)


def language_of_letter(parts: Parts, token: str) -> str | None:
    """The language of the person an unsubscribe link belongs to, if it is one of ours."""
    message_id = parts.keyring.read(Purpose.UNSUBSCRIBE, token)
    if message_id is None:
        return None
    with parts.database.read() as session:
        found = reader_of(session, message_id)
    return language_of(*found) if found else None


def _said_before(session: Session, parts: Parts, person: Candidate, letter: Message) -> bool:
    """Whether this very no stands: for the person, and for the address the letter went to."""
    return person.no_reason is not None and Reason.UNSUBSCRIBED in reasons_against(session, parts, letter.address)


def _next_key(session: Session, letter: Message) -> str:
    """After a new yes the same letter can say no again, so each of its noes has a number. The caller holds the person's row."""
    query = select(func.count()).where(Signal.message_id == letter.id, Signal.meaning_key.startswith(_KEY))
    return f"{_KEY}{letter.id}/{(session.scalar(query) or 0) + 1}"


def _signal(person: Candidate, letter: Message, button: Button, user_agent: str | None, now: datetime) -> dict[str, object]:
    kind = _KINDS.get(button, SignalKind.UNSUBSCRIBED)
    return {
        "message_id": letter.id,
        "candidate_id": person.id,
        "hook_seq": None,
        "kind": kind.value,
        "at": now,
        "received_at": now,
        "human": None,
        "detail": {"button": button.value} | ({"user_agent": user_agent[:400]} if user_agent else {}),
    }
