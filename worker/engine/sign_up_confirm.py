"""Confirming a sign-up: the link mailed to the address was used, and its button pressed, so it is the person's own word."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from worker.engine.consent import Word, network_hash
from worker.engine.parts import Parts
from worker.engine.preferences_ask import LIFTABLE
from worker.engine.preferences_confirm import DOUBLE_OPT_IN
from worker.engine.sign_up import PAGE, SIGN_UP_LETTER
from worker.engine.sign_up_join import join_anew, person_at
from worker.rules.reasons import Reason
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate
from worker.store.models.consent import SignUp, Suppression, TopicChoice
from worker.store.models.message import Message

_TOPICS = frozenset(topic.value for topic in Topic)


@dataclass(frozen=True, slots=True)
class SigningUp:
    """What a link is about, without a word of who asked."""

    topics: tuple[Topic, ...]
    locale: str


def look_at_sign_up(parts: Parts, token: str) -> SigningUp | None:
    """What the link would change; None when it is not ours, too old, or overtaken by a no. Changes nothing."""
    with parts.database.read() as session:
        row = _open(session, parts, token, hold=False)
        return _view(row) if row is not None else None


def confirm_sign_up(parts: Parts, token: str, host: str | None) -> SigningUp | None:
    """They are a member. Doing it twice changes nothing; None as with `look_at_sign_up`. `host`: where the button was pressed."""
    with parts.database.write() as session:
        row = _open(session, parts, token, hold=True)
        if row is None:
            return None
        if row.address is not None:
            now = parts.now()
            topics = _still_wanted(session, row, person_at(session, row.address, hold=True))
            if not topics:
                return None
            place = network_hash(parts, host)
            word = Word(how=DOUBLE_OPT_IN, at=now, wording=row.wording, source=PAGE, from_hash=place)
            person = join_anew(session, parts, row.address, row.first_name, topics, row.locale, word)
            letter = f"service/{SIGN_UP_LETTER}/{row.id}/1"
            session.execute(update(Message).where(Message.key == letter).values(candidate_id=person.id))
            row.confirmed_at, row.address, row.first_name = now, None, None
        return _view(row)


def _open(session: Session, parts: Parts, token: str, *, hold: bool) -> SignUp | None:
    opened = parts.keyring.read_dated(Purpose.SIGN_UP, token, parts.now())
    if opened is None:
        return None
    query = select(SignUp).where(SignUp.id == opened[0])
    row = session.scalars(query.with_for_update() if hold else query).one_or_none()
    if row is None or (row.address is not None and _overtaken(session, parts, row, row.address)):
        return None
    return row


def _overtaken(session: Session, parts: Parts, row: SignUp, address: str) -> bool:
    """Whether a no was said after they asked, or one stands that this does not lift."""
    person = person_at(session, address, hold=False)
    if person is not None and person.no_reason is not None:
        said_since = person.no_at is not None and person.no_at > row.asked_at
        if said_since or Reason(person.no_reason) not in LIFTABLE:
            return True
    hashes = parts.keyring.address_hashes(address)
    noes = select(Suppression).where(Suppression.address_hash.in_(hashes), Suppression.lifted_at.is_(None))
    return any(no.at > row.asked_at or Reason(no.reason) not in LIFTABLE for no in session.scalars(noes))


def _still_wanted(session: Session, row: SignUp, person: Candidate | None) -> frozenset[Topic]:
    """What they asked for, but for what they have said no to since."""
    asked = frozenset(Topic(topic) for topic in row.topics if topic in _TOPICS)
    if person is None:
        return asked
    since = TopicChoice.candidate_id == person.id, ~TopicChoice.wanted, TopicChoice.at > row.asked_at
    noes = {Topic(topic) for topic in session.scalars(select(TopicChoice.topic).where(*since)) if topic in _TOPICS}
    return frozenset() if Topic.TALENT_NETWORK in noes else asked - noes


def _view(row: SignUp) -> SigningUp:
    return SigningUp(tuple(topic for topic in Topic if topic.value in row.topics), row.locale)
