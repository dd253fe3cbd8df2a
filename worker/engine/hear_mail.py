"""Hearing a mail that came in: whose it is, what it is, and what a considerate colleague would do about it."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.told import Told
from worker.delivery.letter_rules import wire_address
from worker.engine.decide import decision, keep
from worker.engine.handoff import HandoffMail, Task, open_handoff, owner_of
from worker.engine.hear_mail_match import Match, match_mail
from worker.engine.no import suppress_address
from worker.engine.outbound import tell
from worker.engine.parts import Parts
from worker.engine.signals import take_to_heart
from worker.hearing.classify import MACHINES, Classification
from worker.hearing.enhanced_status import Fault
from worker.hearing.inbound_form import parse_inbound
from worker.hearing.mail import InboundMail
from worker.hearing.reading import Reading, read_mail
from worker.hearing.strange_text import one_line
from worker.rules.reasons import Reason
from worker.rules.signal_kind import SignalKind
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message
from worker.store.models.signal import Hook, Reply

_log = structlog.get_logger(__name__)
_AWAY_UNSAID = timedelta(days=7)
_EXCERPT = 2000
_AN_ADDRESS = re.compile(r"[^\s<>@;:,\"']{1,200}@[\w.-]{1,255}")
_KINDS = {
    "out_of_office": SignalKind.OUT_OF_OFFICE,
    "automatic": SignalKind.AUTO_REPLIED,
    "challenge": SignalKind.AUTO_REPLIED,
    "complaint": SignalKind.COMPLAINED,
    "human": SignalKind.REPLIED,
}
_BOUNCES = {
    Fault.ADDRESS: SignalKind.HARD_BOUNCED,
    Fault.PASSING: SignalKind.SOFT_BOUNCED,
    Fault.OURS: SignalKind.BOUNCED_OURS,
}


def hear_mail(session: Session, parts: Parts, hook: Hook) -> None:
    """Take in one mail. The same mail twice changes nothing.

    1. Parse; find the person and the letter.
    2. Class it, and cut out what is new in it.
    3. A wish to stop is honoured whatever the class. A person's answer pauses what is automatic, opens a handoff and is
       forwarded. Out of office pauses until the day after the return. A bounce speaks of the address, or of us; a complaint
       ends everything; both only where it is sure whose they are. Anything else is only kept.
    """
    mail = parse_inbound(hook.content_type, hook.body)
    mail_key = key_of(mail, hook.body)
    if session.scalar(select(Reply.id).where(Reply.mail_key == mail_key)) is not None:
        return
    read = read_mail(mail, hook.received_at.date())
    match, person = _whose(session, parts, mail)
    reply = Reply(
        id=uuid5(NAMESPACE_URL, f"rapport:reply/{mail_key}"),
        mail_key=mail_key,
        candidate_id=person.id if person else None,
        message_id=match.message_id,
        hook_seq=hook.seq,
        from_address=mail.from_address,
        subject=mail.subject,
        new_text=read.new_text,
        classed_as=read.classed.kind,
        evidence=evidence_of(match, read, mail),
        at=hook.received_at,
    )
    session.add(reply)
    session.flush()
    if person is None:
        _log.info("a mail that belongs to nobody we know", reply_id=str(reply.id), classed_as=reply.classed_as)
        return
    act_on(session, parts, person, reply, read, match)


def key_of(mail: InboundMail, body: bytes) -> str:
    """What makes a mail one mail, however often and through whichever door it comes."""
    return mail.message_id or "sha256:" + hashlib.sha256(body).hexdigest()


def evidence_of(match: Match, read: Reading, mail: InboundMail) -> list[str]:
    """Why it was taken for what it was, for whoever asks later."""
    wish = ["a wish to stop"] if read.wish_to_stop else []
    return [*read.classed.evidence, *wish, f"found by {match.how}", *(f"odd: {problem}" for problem in mail.problems[:10])]


def _whose(session: Session, parts: Parts, mail: InboundMail) -> tuple[Match, Candidate | None]:
    """The letter and the person, held. Whoever was merged between the two looks is looked for once more: a wish to stop must
    not fall between two records.
    """
    match = match_mail(session, parts, mail)
    person = lock_person(session, match.candidate_id)
    if person is None and match.candidate_id is not None:
        match = match_mail(session, parts, mail)
        person = lock_person(session, match.candidate_id)
    return match, person


def lock_person(session: Session, candidate_id: UUID | None) -> Candidate | None:
    """The person, held until the transaction ends."""
    if candidate_id is None:
        return None
    query = select(Candidate).where(Candidate.id == candidate_id).with_for_update(key_share=True)
    return session.scalars(query).one_or_none()


def act_on(session: Session, parts: Parts, person: Candidate, reply: Reply, read: Reading, match: Match) -> None:
    """Do what a mail asks for. What was done for this mail before is not done again."""
    classed, stop = read.classed, read.wish_to_stop
    harmful = classed.kind in ("bounce", "complaint")
    kinds = [SignalKind.REPLIED_STOP] if stop else []
    if classed.kind in _KINDS and not (harmful and not match.sure):
        kinds += [_KINDS[classed.kind]] if not stop or classed.kind == "human" else []
    elif classed.kind == "bounce" and match.sure and classed.fault is not None:
        kinds.append(_BOUNCES[classed.fault])
    take_to_heart(session, parts, [_signal(reply, person, kind, classed) for kind in kinds])
    _write_down(session, parts, person, reply, classed, ignored=harmful and not match.sure)
    if not stop and (classed.kind == "human" or _may_be_a_person(reply, classed, match)):
        _hand_over(session, parts, person, reply)
    if classed.kind == "out_of_office":
        _pause(session, parts, person, classed.return_date)
    if classed.left_for_good and match.sure:
        _gone(session, parts, person, reply)


def _may_be_a_person(reply: Reply, classed: Classification, match: Match) -> bool:
    """In doubt a colleague reads it, unless a machine's address wrote it, or nothing is to be read."""
    local = (reply.from_address or "").partition("@")[0]
    return classed.kind == "unknown" and match.sure and bool(reply.new_text) and bool(local) and not MACHINES.fullmatch(local)


def _write_down(
    session: Session, parts: Parts, person: Candidate, reply: Reply, classed: Classification, *, ignored: bool
) -> None:
    if classed.kind == "human":
        keep(session, [decision(person.id, parts.now(), "signal", Reason.REPLIED, message_id=reply.message_id)])
        return
    because = "not acted upon: it is not sure whose it is; " if ignored else ""
    detail = f"{classed.kind}: {because}{'; '.join(classed.evidence)[:200]}"
    row = decision(person.id, parts.now(), "signal", Reason.REPLIED_AUTOMATICALLY, message_id=reply.message_id, detail=detail)
    keep(session, [row])


def _signal(reply: Reply, person: Candidate, kind: SignalKind, classed: Classification) -> dict[str, Any]:
    detail = {"reply_id": str(reply.id)}
    about = f"{reply.id}"
    if classed.kind == "bounce":
        # Several reports of one letter's return are one return.
        about = f"mail/{reply.message_id or reply.id}"
        detail["reason"] = _AN_ADDRESS.sub("…", one_line("; ".join(classed.evidence), 300) or "")
    return {
        "meaning_key": f"{kind.value}/{about}",
        "message_id": reply.message_id,
        "candidate_id": person.id,
        "hook_seq": reply.hook_seq,
        "kind": kind.value,
        "at": reply.at,
        "received_at": reply.at,
        "human": None,
        "detail": detail,
    }


def _gone(session: Session, parts: Parts, person: Candidate, reply: Reply) -> None:
    """The mailbox's owner has left: the address is not written to; another one of theirs may be."""
    letter = session.get(Message, reply.message_id) if reply.message_id else None
    address = letter.address if letter is not None else person.address
    if address is None:
        return
    now = parts.now()
    suppress_address(session, parts, address, Reason.LEFT_COMPANY, "an automatic answer", now)
    keep(session, [decision(person.id, now, "stop", Reason.LEFT_COMPANY, message_id=reply.message_id)])
    key, why = f"left/{reply.id}", Reason.LEFT_COMPANY.value
    tell(session, parts, Told.BOUNCED, person.id, key=key, reason=why, message_id=reply.message_id)


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
    task = Task(
        key=f"reply/{reply.id}",
        kind="reply",
        ask="They answered. Please write back; nothing automatic goes out until you say so.",
        owner=owner_of(parts, recruiter),
        mail=HandoffMail(
            "forward_reply",
            {"excerpt": reply.new_text[:_EXCERPT], "letter": (message.subject if message else None) or ""},
            reply_to=_where_they_write_from(reply) or person.address,
        ),
        reply_id=reply.id,
        message_id=reply.message_id,
    )
    open_handoff(session, parts, person, task)


def _where_they_write_from(reply: Reply) -> str | None:
    """Where the colleague's answer goes; None when no transport could carry that address, and the forward would be lost."""
    return reply.from_address if reply.from_address and wire_address(reply.from_address) else None
