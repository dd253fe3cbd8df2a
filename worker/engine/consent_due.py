"""Consent with a time of its own: who is to be asked whether it goes on, and sign-ups that are to be forgotten."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, or_, select, update
from sqlalchemy.orm import Session

from campaigns.vocabulary import Priority, Topic
from worker.engine.consent import RENEWAL_LETTER
from worker.engine.decide import decision, keep
from worker.engine.hold import EVERYTHING
from worker.engine.outgoing import locale_of
from worker.engine.parts import Parts
from worker.engine.preferences_ask import RENEWAL, address_mark
from worker.engine.preferences_wish import RENEW_WORDING, Wish
from worker.engine.service_mail import queue_service, service_id
from worker.engine.sign_up import SIGN_UP_LETTER
from worker.engine.standing import Standing, read_holds, read_standings
from worker.rules.gate import Action, GateFacts, Verdict, decide
from worker.rules.reasons import Reason
from worker.rules.tokens import Purpose
from worker.store.earliest import earliest
from worker.store.models.candidate import Candidate
from worker.store.models.consent import SignUp, TopicChoice
from worker.store.models.message import Message


def consent_is_due(now: datetime) -> ColumnElement[bool]:
    """Whether anybody is to be asked, or anything to be forgotten."""
    return or_(earliest(TopicChoice.renew_at) <= now, earliest(SignUp.expires_at) <= now)


def tend_consent(parts: Parts) -> int:
    """Ask those whose yes is about to run out, and forget sign-ups whose time is over; a batch of each. Returns how many.

    1. Lock those who are due, and let the gate say of each whether the question may go now.
    2. Queue it, or move it to when it may; a skip is final, since the yes runs out soon. All in one transaction, so that
       nobody is asked twice.
    """
    with parts.database.write() as session:
        forgotten = _forget(session, parts)
        due = select(TopicChoice.candidate_id).where(TopicChoice.renew_at <= parts.now()).order_by(TopicChoice.renew_at)
        ids = session.scalars(due.limit(parts.policy.batch_size)).all()
        if not ids:
            return forgotten
        query = select(Candidate).where(Candidate.id.in_(ids)).order_by(Candidate.id).with_for_update(key_share=True)
        people = session.scalars(query).all()
        standings = read_standings(session, parts, people, parts.now())
        held = EVERYTHING in read_holds(session)
        for person in people:
            choice = session.get_one(TopicChoice, (person.id, Topic.TALENT_NETWORK.value), populate_existing=True)
            if choice.renew_at is not None and choice.renew_at <= parts.now():
                _ask(session, parts, standings[person.id], choice, held=held)
    return forgotten + len(ids)


def _ask(session: Session, parts: Parts, standing: Standing, choice: TopicChoice, *, held: bool) -> None:
    now, person = parts.now(), standing.candidate
    verdict = _verdict(parts, standing, choice, held=held)
    choice.renew_at = verdict.until if verdict.action is Action.DEFER else None
    if verdict.action is not Action.SEND or person.address is None or choice.expires_at is None:
        keep(session, [decision(person.id, now, "renew", verdict.reason, until=verdict.until, detail=verdict.detail or None)])
        return
    nonce = f"{choice.expires_at:%Y-%m-%d}"
    subject = str(person.id)
    wish = Wish(topics_on=frozenset({Topic.TALENT_NETWORK}), wording=RENEW_WORDING)
    payload = f"{RENEWAL}/{address_mark(parts, person.address)}/{wish.encode()}"
    letter_id = service_id(RENEWAL_LETTER, subject, nonce)
    token = parts.keyring.dated_token(Purpose.CONFIRM, letter_id, choice.expires_at, payload)
    queue_service(
        session,
        parts,
        RENEWAL_LETTER,
        subject=subject,
        nonce=nonce,
        to=person.address,
        extra={"link": f"{parts.policy.base_url}/c/{token}", "until": choice.expires_at.date().isoformat()},
        locale=parts.letters.locale_for(f"service.{RENEWAL_LETTER}", locale_of(parts, standing)),
        candidate_id=person.id,
    )
    keep(session, [decision(person.id, now, "ask", Reason.ASKED_TO_RENEW, until=choice.expires_at)])


def _verdict(parts: Parts, standing: Standing, choice: TopicChoice, *, held: bool) -> Verdict:
    now, person = parts.now(), standing.candidate
    facts = GateFacts(
        address=person.address,
        suppressed=standing.suppressed,
        may_be_mailed=person.may_be_mailed,
        topic=Topic.TALENT_NETWORK,
        topics_off=standing.topics_off,
        joined=standing.joined,
        lapsed=standing.lapsed,
        paused_until=person.paused_until,
        pause_reason=Reason(person.pause_reason) if person.pause_reason else None,
        awaiting_human=standing.awaiting_human,
        on_hold=held,
        only_to=parts.policy.only_to,
        due_at=choice.renew_at or now,
        expires_at=choice.expires_at or now,
        place=standing.place,
        history=standing.history,
        joined_at=person.joined_at,
        wish=standing.wish,
        priority=Priority.HIGH,
    )
    return decide(facts, now)


def _forget(session: Session, parts: Parts) -> int:
    """Sign-ups whose time is over go; of the letters about those nobody confirmed, the ledger keeps that there was one."""
    over = select(SignUp).where(SignUp.expires_at <= parts.now()).order_by(SignUp.expires_at).limit(parts.policy.batch_size)
    rows = session.scalars(over.with_for_update(skip_locked=True)).all()
    keys = [f"service/{SIGN_UP_LETTER}/{row.id}/1" for row in rows if row.confirmed_at is None]
    ids: list[UUID] = [row.id for row in rows]
    if keys:
        unconfirmed = Message.key.in_(keys), Message.candidate_id.is_(None)
        session.execute(update(Message).where(*unconfirmed).values(address="", payload=None))
    session.execute(delete(SignUp).where(SignUp.id.in_(ids)))
    return len(ids)
