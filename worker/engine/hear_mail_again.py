"""Stored mails, heard again when the rules have improved; and mails from files, through the same pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.hear import INBOUND, hear, store_hook
from worker.engine.hear_mail import act_on, evidence_of, key_of, lock_person
from worker.engine.hear_mail_match import match_mail
from worker.engine.parts import Parts
from worker.hearing.inbound_form import A_MAIL, parse_inbound
from worker.hearing.reading import Reading, read_mail
from worker.rules.signal_kind import SignalKind
from worker.store.models.candidate import Candidate
from worker.store.models.signal import Hook, Reply, Signal

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Change:
    """A mail that is taken for something else now."""

    reply_id: UUID
    was: str
    now: str
    wish_found: bool


@dataclass(slots=True)
class Again:
    """What came of hearing stored mails again."""

    heard: int = 0
    changes: list[Change] = field(default_factory=list)


def hear_file(parts: Parts, raw: bytes) -> Reply | None:
    """Take in one mail as it stands in a file: stored first, then worked, like one that a provider brought.

    Returns what it was taken for; None when it could not be worked now (it is stored, and is tried again).
    """
    store_hook(parts, INBOUND, A_MAIL, raw)
    while hear(parts):
        pass
    with parts.database.read() as session:
        return session.scalar(select(Reply).where(Reply.mail_key == key_of(parse_inbound(A_MAIL, raw), raw)))


def hear_again(parts: Parts) -> Again:
    """Work every stored mail anew. What a mail did before it does not do again; where its class or a wish to stop is new,
    that has its effect. Whoever is erased is not read again: nothing of theirs is kept.
    """
    result = Again()
    last = 0
    while seqs := _after(parts, last):
        for last in seqs:
            with parts.database.write() as session:
                hook = session.get(Hook, last)
                if hook is not None and hook.body:
                    _anew(session, parts, hook, result)
    return result


def _after(parts: Parts, last: int) -> list[int]:
    with parts.database.read() as session:
        query = select(Hook.seq).where(Hook.seq > last, Hook.kind == INBOUND, Hook.state == "done").order_by(Hook.seq)
        return list(session.scalars(query.limit(_AT_ONCE)))


def _anew(session: Session, parts: Parts, hook: Hook, result: Again) -> None:
    mail = parse_inbound(hook.content_type, hook.body)
    found = select(Reply).where(Reply.mail_key == key_of(mail, hook.body), Reply.hook_seq == hook.seq)
    reply = session.scalars(found).one_or_none()
    if reply is None:  # the same mail once more, or one forgotten since
        return
    result.heard += 1
    match, read = match_mail(session, parts, mail), read_mail(mail, hook.received_at.date())
    person = lock_person(session, reply.candidate_id or match.candidate_id)
    wish_found = read.wish_to_stop and person is not None and not _known(session, reply)
    was, found_owner = reply.classed_as, reply.candidate_id is None and person is not None
    reply.classed_as, reply.evidence, reply.new_text = read.classed.kind, evidence_of(match, read, mail), read.new_text
    if person is None or not (found_owner or wish_found or was != reply.classed_as):
        return
    reply.candidate_id, reply.message_id = person.id, reply.message_id or match.message_id
    session.flush()
    if _still_holds(person, reply, read):
        result.changes.append(Change(reply.id, was, reply.classed_as, wish_found))
        act_on(session, parts, person, reply, read, match)


def _known(session: Session, reply: Reply) -> bool:
    key = f"{SignalKind.REPLIED_STOP.value}/{reply.id}"
    return session.scalar(select(Signal.seq).where(Signal.meaning_key == key)) is not None


def _still_holds(person: Candidate, reply: Reply, read: Reading) -> bool:
    """An old no, found late, does not undo a yes that the person has given since."""
    says_no = read.wish_to_stop or read.classed.kind in ("bounce", "complaint") or read.classed.left_for_good
    return not says_no or person.joined_at is None or person.joined_at < reply.at
