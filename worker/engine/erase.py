"""Erase: forget a person, but never the no that keeps them from being written to again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from schemas.told import Told
from worker.engine.no import suppress_address
from worker.engine.outbound import tell
from worker.engine.parts import Parts
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.consent import SignUp
from worker.store.models.inbox import DeadLetter, InboxEvent
from worker.store.models.message import Message
from worker.store.models.outbound import OutboundDelivery, OutboundEvent
from worker.store.models.signal import Hook, Reply, Signal


def erase(session: Session, parts: Parts, candidate: Candidate, now: datetime) -> None:
    """Delete everything held about the person. What stays is a keyed hash of their address, so that the no outlives them.

    1. Suppress the address and every address we ever wrote to.
    2. Empty the events and hooks that speak of them, those set aside too; their ids stay, so that a repeated delivery is
       still a duplicate.
    3. Delete the person; letters, signals, replies, decisions and the rest go with them.
    """
    addresses = set(
        session.scalars(select(Message.address).where(Message.candidate_id == candidate.id, Message.kind != "service"))
    )
    addresses |= {candidate.address} if candidate.address else set()
    for address in sorted(addresses):
        suppress_address(session, parts, address, Reason.ERASED, "erased", now)
        _empty_what_names(session, address)
        session.execute(delete(SignUp).where(SignUp.address_hash.in_(parts.keyring.address_hashes(address))))
    hooks = select(Signal.hook_seq).where(Signal.candidate_id == candidate.id)
    mails = select(Reply.hook_seq).where(Reply.candidate_id == candidate.id)
    session.execute(
        update(Hook).where(Hook.seq.in_(hooks) | Hook.seq.in_(mails), Hook.state != "new").values(body=b"", error=None)
    )
    session.execute(
        update(InboxEvent)
        .where(InboxEvent.candidate_id == candidate.id)
        .values(body="{}", body_hash="", error=None, candidate_id=None)
    )
    session.flush()
    _forget_what_was_told(session, candidate)
    tell(session, parts, Told.ERASURE_REQUESTED, candidate.id, key=str(candidate.id))
    session.execute(delete(Candidate).where(Candidate.id == candidate.id))
    session.expunge(candidate)


def _forget_what_was_told(session: Session, candidate: Candidate) -> None:
    """Upstream hears of the erasure itself; what it was told before, or still was to be told, is gone."""
    theirs = select(OutboundDelivery.event_id).where(OutboundDelivery.candidate_id == candidate.id)
    session.execute(delete(OutboundEvent).where(OutboundEvent.id.in_(theirs)))


def _empty_what_names(session: Session, address: str) -> None:
    """What belongs to nobody, and still names the address: dead letters, stuck events, mail from before we knew them."""
    dead = DeadLetter.raw.icontains(address, autoescape=True)
    session.execute(delete(DeadLetter).where(dead))
    stuck = InboxEvent.body.icontains(address, autoescape=True)
    session.execute(update(InboxEvent).where(InboxEvent.state == "stuck", stuck).values(body="{}", body_hash="", error=None))
    for hook in session.scalars(select(Hook).where(Hook.state == "bad")):
        if address.lower().encode() in hook.body.lower():
            hook.body, hook.error = b"", None
    theirs = func.lower(Reply.from_address) == address.lower()
    mails = select(Reply.hook_seq).where(theirs)
    session.execute(update(Hook).where(Hook.seq.in_(mails), Hook.state != "new").values(body=b"", error=None))
    session.execute(delete(Reply).where(theirs))
    session.execute(delete(Message).where(Message.kind == "service", func.lower(Message.address) == address.lower()))
