"""Hearing a mail that came in: whose it is, what it is, and what a considerate colleague would do about it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.decide import decision, keep
from worker.engine.handoff import HandoffMail, open_handoff, owner_of
from worker.engine.parts import Parts
from worker.engine.people import address_key
from worker.engine.signals import take_to_heart
from worker.hearing.classify import Classification, classify
from worker.hearing.inbound_form import parse_inbound
from worker.hearing.mail import InboundMail
from worker.hearing.new_text import new_text
from worker.hearing.wish_to_stop import wishes_to_stop
from worker.rules.reasons import Reason
from worker.rules.signal_kind import SignalKind
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message
from worker.store.models.signal import Hook, Reply

_log = structlog.get_logger(__name__)
_AWAY_UNSAID = timedelta(days=7)
_EXCERPT = 2000


@dataclass(frozen=True, slots=True)
class Match:
    """Whose mail it is, and which letter it answers, as far as can be told."""

    candidate_id: UUID | None
    message_id: UUID | None
    sure: bool
    """By our signed reply address; a sender address alone is a guess."""


def hear_mail(session: Session, parts: Parts, hook: Hook) -> None:
    """Take in one mail. The same mail twice changes nothing.

    1. Parse; find the person and the letter.
    2. Class it, and cut out what is new in it.
    3. A wish to stop is honoured whatever the class. A person's answer pauses what is automatic, opens a handoff and is
       forwarded. Out of office pauses until the day after the return. Anything else automatic is only kept.
    """
    mail = parse_inbound(hook.content_type, hook.body)
    mail_key = mail.message_id or "sha256:" + hashlib.sha256(hook.body).hexdigest()
    if session.scalar(select(Reply.id).where(Reply.mail_key == mail_key)) is not None:
        return
    match = _match(session, parts, mail)
    today = hook.received_at.date()
    person = _lock(session, match.candidate_id)
    classed, text = classify(mail, today), new_text(mail.text)
    reply = Reply(
        id=uuid5(NAMESPACE_URL, f"rapport:reply/{mail_key}"),
        mail_key=mail_key,
        candidate_id=person.id if person else None,
        message_id=match.message_id,
        hook_seq=hook.seq,
        from_address=mail.from_address,
        subject=mail.subject,
        new_text=text,
        classed_as=classed.kind,
        evidence=list(classed.evidence),
        at=hook.received_at,
    )
    session.add(reply)
    session.flush()
    if person is None:
        _log.info("a mail that belongs to nobody we know", reply_id=str(reply.id), classed_as=classed.kind)
        return
    _act(session, parts, person, reply, classed)


def _act(session: Session, parts: Parts, person: Candidate, reply: Reply, classed: Classification) -> None:
    stop = wishes_to_stop(reply.new_text or reply.subject or "")
    kind = _signal_kind(classed, stop)
    if kind is not None:
        take_to_heart(session, parts, [_signal(reply, person, kind)])
    if classed.kind == "human":
        take_to_heart(session, parts, [_signal(reply, person, SignalKind.REPLIED)])
        keep(session, [decision(person.id, parts.now(), "signal", Reason.REPLIED, message_id=reply.message_id)])
        if not stop:
            _hand_over(session, parts, person, reply)
    else:
        detail = f"{classed.kind}: {'; '.join(classed.evidence)[:200]}"
        row = decision(person.id, parts.now(), "signal", Reason.REPLIED_AUTOMATICALLY, message_id=reply.message_id, detail=detail)
        keep(session, [row])
    if classed.kind == "out_of_office":
        _pause(session, parts, person, classed.return_date)


def _signal_kind(classed: Classification, stop: bool) -> SignalKind | None:
    """The signal beside a human reply; the wish to stop comes before anything else."""
    if stop:
        return SignalKind.REPLIED_STOP
    kinds = {
        "out_of_office": SignalKind.OUT_OF_OFFICE,
        "automatic": SignalKind.AUTO_REPLIED,
        "complaint": SignalKind.COMPLAINED,
    }
    return kinds.get(classed.kind)


def _signal(reply: Reply, person: Candidate, kind: SignalKind) -> dict[str, Any]:
    return {
        "meaning_key": f"{kind.value}/{reply.id}",
        "message_id": reply.message_id,
        "candidate_id": person.id,
        "hook_seq": reply.hook_seq,
        "kind": kind.value,
        "at": reply.at,
        "received_at": reply.at,
        "human": None,
        "detail": {"reply_id": str(reply.id)},
    }


def _match(session: Session, parts: Parts, mail: InboundMail) -> Match:
    """By the signed reply address; else by the sender's address and the last letter to it."""
    for recipient in mail.recipients:
        message_id = parts.keyring.read_reply(recipient, parts.policy.reply_domain)
        if message_id is not None:
            owner = session.scalar(select(Message.candidate_id).where(Message.id == message_id))
            return Match(owner, message_id, sure=True)
    if not mail.from_address:
        return Match(None, None, sure=False)
    person = session.scalar(select(Candidate.id).where(Candidate.address_key == address_key(mail.from_address)))
    if person is None:
        return Match(None, None, sure=False)
    last = select(Message.id).where(Message.candidate_id == person, Message.kind != "service")
    return Match(person, session.scalar(last.order_by(Message.sending_at.desc()).limit(1)), sure=False)


def _lock(session: Session, candidate_id: UUID | None) -> Candidate | None:
    if candidate_id is None:
        return None
    query = select(Candidate).where(Candidate.id == candidate_id).with_for_update(key_share=True)
    return session.scalars(query).one_or_none()


def _pause(session: Session, parts: Parts, person: Candidate, back: date | None) -> None:
    """Until the day after they are back; a week when they do not say."""
    now = parts.now()
    until = now + _AWAY_UNSAID
    if back is not None:
        zone = parts.place_of(person.zone, person.country, person.region).zone
        until = datetime.combine(back + timedelta(days=1), time(), zone).astimezone(UTC)
    if until > now and (person.paused_until is None or until > person.paused_until):
        person.paused_until, person.pause_reason = until, Reason.OUT_OF_OFFICE.value
        keep(session, [decision(person.id, now, "pause", Reason.OUT_OF_OFFICE, until=until)])


def _hand_over(session: Session, parts: Parts, person: Candidate, reply: Reply) -> None:
    """Everything automatic waits; the colleague gets what they wrote, and answers them directly."""
    message = session.get(Message, reply.message_id) if reply.message_id else None
    enrollment = session.get(Enrollment, message.enrollment_id) if message and message.enrollment_id else None
    recruiter = (enrollment.context.get("recruiter") if enrollment else None) or person.recruiter
    if person.recruiter and recruiter and person.recruiter.get("email") == recruiter.get("email"):
        recruiter = person.recruiter
    open_handoff(
        session,
        parts,
        person,
        key=f"reply/{reply.id}",
        kind="reply",
        ask="They answered. Please write back; nothing automatic goes out until you say so.",
        owner=owner_of(parts, recruiter),
        mail=HandoffMail(
            "forward_reply",
            {"excerpt": reply.new_text[:_EXCERPT], "letter": (message.subject if message else None) or ""},
            reply_to=reply.from_address or person.address,
        ),
        reply_id=reply.id,
        message_id=reply.message_id,
    )
