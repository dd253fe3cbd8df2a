"""Whose mail it is, and which letter it answers: the surest way first, and how sure it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.parts import Parts
from worker.engine.people import address_key
from worker.hearing.mail import InboundMail
from worker.store.models.candidate import Candidate
from worker.store.models.message import Message

_LATELY = timedelta(days=10)
_MOST_IDS = 60
_REPLY_ADDRESS = re.compile(r"\br[.+][0-9a-f]{56}@[\w.-]{1,200}", re.IGNORECASE)


class How(StrEnum):
    """By what a mail found its letter, surest first."""

    REPLY_ADDRESS = "our signed reply address"
    THREAD = "the thread it belongs to"
    RETURNED = "our letter, returned in it"
    SENDER = "its sender's address alone"
    ADDRESSEE = "the address it reports alone"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Match:
    """Whose mail it is, and which letter it answers, as far as can be told."""

    candidate_id: UUID | None
    message_id: UUID | None
    how: How

    @property
    def sure(self) -> bool:
        """An address alone is a guess: anybody can write it, so it never does harm by itself."""
        return self.how in (How.REPLY_ADDRESS, How.THREAD, How.RETURNED)


def match_mail(session: Session, parts: Parts, mail: InboundMail) -> Match:
    """Find the letter and the person that a mail is about."""
    returned = mail.report.original_reply_to if mail.report is not None else ()
    quoted = _REPLY_ADDRESS.findall(mail.text)[:_MOST_IDS]
    return (
        _by_reply_address(session, parts, mail.recipients, How.REPLY_ADDRESS)
        or _by_thread(session, mail)
        or _by_reply_address(session, parts, (*returned, *quoted), How.RETURNED)
        or _by_address(session, parts, mail)
        or Match(None, None, How.NOTHING)
    )


def _by_reply_address(session: Session, parts: Parts, addresses: Iterable[str], how: How) -> Match | None:
    for address in addresses:
        message_id = parts.keyring.read_reply(address, parts.policy.reply_domain)
        if message_id is not None:
            owner = session.scalar(select(Message.candidate_id).where(Message.id == message_id))
            return Match(owner, message_id, how)
    return None


def _by_thread(session: Session, mail: InboundMail) -> Match | None:
    """By the provider's id of the call, which begins the Message-ID that people see, or by our own id in its place.

    A call may have carried several people's letters: then the address must tell which.
    """
    report = mail.report
    named = (mail.in_reply_to, *reversed(mail.references), report.original_message_id if report is not None else None)
    bare = [name.strip("<>") for name in named if name][:_MOST_IDS]
    wanted = {spelling for name in bare for spelling in (name, f"<{name}>", name.partition("@")[0])}
    if not wanted:
        return None
    ours = {found for name in wanted if (found := _as_id(name)) is not None}
    query = select(Message).where(Message.provider_id.in_(wanted) | Message.id.in_(ours), Message.kind != "service")
    letters: Sequence[Message] = session.scalars(query.limit(1001)).all()
    if len(letters) > 1:
        addresses = {address_key(address) for address in (mail.from_address, _reported(mail)) if address}
        letters = [letter for letter in letters if address_key(letter.address) in addresses]
    if not letters:
        return None
    last = max(letters, key=lambda letter: letter.claimed_at)
    owners = {letter.candidate_id for letter in letters}
    return Match(last.candidate_id, last.id, How.THREAD) if len(owners) == 1 else None


def _as_id(name: str) -> UUID | None:
    try:
        return UUID(name)
    except ValueError:
        return None


def _reported(mail: InboundMail) -> str | None:
    """The address that a report, or a returned letter, is about."""
    if mail.report is None:
        return mail.headers.get("x-failed-recipients")
    told = mail.report.fields
    said = told.get("final-recipient") or told.get("original-recipient") or told.get("original-rcpt-to") or ""
    return said.rpartition(";")[2].strip(" <>") or mail.report.original_recipient


def _by_address(session: Session, parts: Parts, mail: InboundMail) -> Match | None:
    """By an address alone: the sender's, with the last letter to them; or the one reported, with a letter of late."""
    for address, how in ((mail.from_address, How.SENDER), (_reported(mail), How.ADDRESSEE)):
        if not address:
            continue
        person = session.scalar(select(Candidate.id).where(Candidate.address_key == address_key(address)))
        if person is None:
            continue
        last = select(Message.id).where(Message.candidate_id == person, Message.kind != "service")
        if how is How.ADDRESSEE:
            last = last.where(Message.sending_at > parts.now() - _LATELY)
        return Match(person, session.scalar(last.order_by(Message.sending_at.desc()).limit(1)), how)
    return None
