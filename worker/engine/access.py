"""Access: "what do you hold about me?" and "erase me". Both are asked on the page, and answered to the address itself."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from worker.engine.access_view import Held, read_held
from worker.engine.decide import decision, keep
from worker.engine.erase import erase
from worker.engine.letter_reader import language_of, reader_of
from worker.engine.parts import Parts
from worker.engine.preferences_ask import address_mark, fits_address
from worker.engine.service_mail import queue_service
from worker.rules.reasons import Reason
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate
from worker.store.models.message import Message

GOOD_FOR = timedelta(hours=1)
_MOST_A_DAY = 3


class Asking(StrEnum):
    """What is asked for."""

    DATA = "data"
    ERASURE = "erasure"


_LETTERS = {Asking.DATA: "access_link", Asking.ERASURE: "erase_link"}
_PURPOSES = {Asking.DATA: Purpose.ACCESS, Asking.ERASURE: Purpose.ERASE}
_PATHS = {Asking.DATA: "d", Asking.ERASURE: "e"}
_REASONS = {Asking.DATA: Reason.ASKED_FOR_DATA, Asking.ERASURE: Reason.ASKED_TO_BE_ERASED}


def ask_for(parts: Parts, token: str, asking: Asking) -> bool:
    """Mail a link, good for an hour, to the address of whom a letter went to. False for a link that leads to nobody.

    Whoever holds a forwarded letter can ask, and only the mailbox's owner gets the answer; three times a day at most. It is
    mailed to somebody who unsubscribed, too: it is not a letter of ours, it is their right.
    """
    message_id = parts.keyring.read(Purpose.PREFERENCES, token)
    if message_id is None:
        return False
    with parts.database.write() as session:
        found = reader_of(session, message_id, hold=True)
        if found is None:
            return False
        _mail(session, parts, *found, asking)
    return True


def _mail(session: Session, parts: Parts, person: Candidate, letter: Message, asking: Asking) -> None:
    now, kind = parts.now(), _LETTERS[asking]
    lately = Message.candidate_id == person.id, Message.kind == "service", Message.step == kind
    count = select(func.count()).where(*lately, Message.claimed_at > now - timedelta(days=1))
    if person.address is None or (session.scalar(count) or 0) >= _MOST_A_DAY:
        return
    link = parts.keyring.dated_token(_PURPOSES[asking], letter.id, now + GOOD_FOR, address_mark(parts, person.address))
    queue_service(
        session,
        parts,
        kind,
        subject=str(person.id),
        nonce=f"{now:%Y-%m-%dT%H}",
        to=person.address,
        extra={"link": f"{parts.policy.base_url}/{_PATHS[asking]}/{link}"},
        locale=parts.letters.locale_for(f"service.{kind}", language_of(person, letter) or parts.policy.default_locale),
        candidate_id=person.id,
    )
    keep(session, [decision(person.id, now, "ask", _REASONS[asking], until=now + GOOD_FOR)])


def read_access(parts: Parts, token: str) -> Held | None:
    """All that is held about whom the link was mailed to; None for one that is not ours, or too old. Changes nothing."""
    with parts.database.read() as session:
        found = _open(session, parts, Asking.DATA, token, hold=False)
        return read_held(session, parts, *found) if found is not None else None


def look_at_erasure(parts: Parts, token: str) -> str | None:
    """The language of whom the link would erase; None for one that is not ours, or too old. Changes nothing."""
    with parts.database.read() as session:
        found = _open(session, parts, Asking.ERASURE, token, hold=False)
        return language_of(*found) or parts.policy.default_locale if found is not None else None


def erase_by_link(parts: Parts, token: str) -> str | None:
    """Erase whom the link was mailed to, for good. Returns their language; None as with `look_at_erasure`."""
    with parts.database.write() as session:
        found = _open(session, parts, Asking.ERASURE, token, hold=True)
        if found is None:
            return None
        locale = language_of(*found) or parts.policy.default_locale
        erase(session, parts, found[0], parts.now())
        return locale


def _open(session: Session, parts: Parts, asking: Asking, token: str, *, hold: bool) -> tuple[Candidate, Message] | None:
    opened = parts.keyring.read_dated(_PURPOSES[asking], token, parts.now())
    if opened is None:
        return None
    letter_id: UUID = opened[0]
    found = reader_of(session, letter_id, hold=hold)
    return found if found is not None and fits_address(parts, found[0].address, opened[1]) else None
