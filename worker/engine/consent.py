"""Consent: what a person said, in force at once, and in a record that is only ever added to."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from campaigns.vocabulary.topic import network_topics
from schemas.told import Told
from worker.engine.outbound import tell
from worker.engine.parts import Parts
from worker.engine.wake import wake_waiting
from worker.rules.consent import Basis, expiry, renewal
from worker.rules.message_state import MessageState
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Consent, TopicChoice
from worker.store.models.message import Message

TRACKING = "tracking"
"""Stands where a topic does, in the record of consents."""
RENEWAL_LETTER = "renew_consent"
WORTH_RECORDING = timedelta(days=1)
_V6_HOUSEHOLD = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """How a yes or a no came about."""

    how: str
    """What was done: double opt-in, preferences page, upstream ats, …"""
    at: datetime
    wording: str | None = None
    source: str | None = None
    """Where: which page, which system, which file."""
    from_hash: str | None = None
    """As `network_hash` makes it."""
    message_id: UUID | None = None
    """The letter whose link it came by."""
    from_upstream: bool = False
    """Upstream said it, so that upstream is not told."""


def network_hash(parts: Parts, host: str | None) -> str | None:
    """A keyed hash of where on the network somebody is. An IPv6 network of a household counts as one place."""
    if not host:
        return None
    try:
        place = ip_address(host)
        known = str(ip_network((place, _V6_HOUSEHOLD), strict=False)) if place.version == 6 else str(place)
    except ValueError:
        known = host
    return parts.keyring.address_hash(f"network:{known}")


def record_topic(session: Session, parts: Parts, person: Candidate, topic: Topic, *, wanted: bool, word: Word) -> None:
    """Their own word on a topic: in force, and in the record. The caller holds their row.

    A yes to what needs one runs out after a time, and they are asked before; a no never runs out. Upstream hears of it,
    unless it only says again what is in force.
    """
    expires_at = expiry(word.at, parts.policy.consent_months) if wanted and topic.needs_opt_in else None
    choice = session.get(TopicChoice, (person.id, topic.value))
    is_news = choice is None or not choice.said or choice.wanted != wanted or _has_run_out(choice, word.at)
    if choice is None:
        choice = TopicChoice(candidate_id=person.id, topic=topic.value, wanted=wanted, at=word.at)
        session.add(choice)
    choice.wanted, choice.said, choice.at, choice.expires_at = wanted, True, word.at, expires_at
    choice.renew_at = renewal(expires_at) if topic is Topic.TALENT_NETWORK else None
    session.add(_entry(person, topic.value, wanted, word, expires_at))
    session.flush()
    if is_news:
        _tell_upstream(session, parts, person, topic, wanted=wanted, word=word)
    wake_waiting(session, [person.id], parts.now())
    if topic is Topic.TALENT_NETWORK:
        drop_renewal(session, person)


def join_network(session: Session, parts: Parts, person: Candidate, named: Collection[Topic], word: Word) -> None:
    """They join: for the parts they named, or for all of it. What they did not name is off, without being a no of theirs."""
    person.joined_at = max(person.joined_at or word.at, word.at)
    named = [topic for topic in network_topics() if topic in named]
    joined = named or network_topics()
    for topic in network_topics():
        choice = session.get(TopicChoice, (person.id, topic.value))
        if choice is not None and topic in joined:
            choice.wanted, choice.said, choice.at = True, True, word.at
        elif choice is None and topic not in joined:
            session.add(TopicChoice(candidate_id=person.id, topic=topic.value, wanted=False, said=False, at=word.at))
    session.flush()
    for topic in (Topic.TALENT_NETWORK, *named):
        record_topic(session, parts, person, topic, wanted=True, word=word)
    for topic in joined:
        _tell_upstream(session, parts, person, topic, wanted=True, word=word)


def renew_network(session: Session, parts: Parts, person: Candidate, word: Word) -> bool:
    """A member said so again: it holds from now on. False, and nothing is recorded, when they said it within the day."""
    choice = session.get(TopicChoice, (person.id, Topic.TALENT_NETWORK.value))
    if choice is None or not choice.wanted or word.at - choice.at < WORTH_RECORDING:
        return False
    record_topic(session, parts, person, Topic.TALENT_NETWORK, wanted=True, word=word)
    person.joined_at = word.at
    return True


def record_everything(session: Session, person: Candidate, *, given: bool, word: Word) -> None:
    """A word on everything, in the record. What it changes is the caller's."""
    session.add(_entry(person, None, given, word, None))
    session.flush()


def record_tracking(session: Session, person: Candidate, *, on: bool, word: Word) -> None:
    """Whether we may see that they open and click: in force, and in the record. The caller holds their row."""
    person.tracking = on
    session.add(_entry(person, TRACKING, on, word, None))
    session.flush()


def drop_renewal(session: Session, person: Candidate) -> None:
    """The question whether their membership goes on is answered, or not to be asked any more: a letter that waits stays here."""
    waiting = Message.candidate_id == person.id, Message.kind == "service", Message.step == RENEWAL_LETTER
    refused = {"state": MessageState.REFUSED.value, "reason": Reason.SUPERSEDED.value, "lease": None}
    session.execute(update(Message).where(*waiting, Message.state == MessageState.CLAIMED.value).values(refused))


def _has_run_out(choice: TopicChoice, now: datetime) -> bool:
    return choice.expires_at is not None and choice.expires_at <= now


def _tell_upstream(session: Session, parts: Parts, person: Candidate, topic: Topic, *, wanted: bool, word: Word) -> None:
    """Once for each choice, which person, topic and moment make."""
    if word.from_upstream:
        return
    key = f"{person.id}/{topic.value}/{wanted}/{word.at.isoformat()}"
    tell(session, parts, Told.TOPIC_CHOSEN, person.id, key=key, topic=topic, wanted=wanted, message_id=word.message_id)


def _entry(person: Candidate, topic: str | None, given: bool, word: Word, expires_at: datetime | None) -> Consent:
    return Consent(**entry_row(person.id, topic, given=given, word=word, expires_at=expires_at))


def entry_row(person_id: UUID, topic: str | None, *, given: bool, word: Word, expires_at: datetime | None) -> dict[str, Any]:
    """One line of the record, as a row."""
    return {
        "candidate_id": person_id,
        "topic": topic,
        "given": given,
        "wording": word.wording,
        "how": word.how,
        "at": word.at,
        "source": word.source,
        "from_hash": word.from_hash,
        "basis": Basis.CONSENT.value if given else None,
        "expires_at": expires_at,
    }
