"""Confirming: the link mailed to the address was used, so the wish is the person's own, and is put in force."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from schemas.told import Told
from worker.engine.consent import (
    Word,
    join_network,
    network_hash,
    record_everything,
    record_topic,
    record_tracking,
    renew_network,
)
from worker.engine.decide import decision, keep
from worker.engine.letter_reader import language_of, reader_of
from worker.engine.outbound import tell
from worker.engine.parts import Parts
from worker.engine.preferences import Preferences, preferences_of, topics_in_force
from worker.engine.preferences_ask import LIFTABLE, RENEWAL, fits_address, may_be_lifted, version_of
from worker.engine.preferences_wish import Wish, decode
from worker.rules.reasons import Reason
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Suppression
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message

DOUBLE_OPT_IN = "double opt-in"
_WAITS = [Reason.OVER_BUDGET.value, Reason.PAUSED_BY_PERSON.value, Reason.OUT_OF_OFFICE.value]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What a link is about: the wish, and the reader's language."""

    wish: Wish
    locale: str | None


def look(parts: Parts, token: str) -> Confirmation | None:
    """What the link would change; None when it is not ours, too old, or overtaken by a later choice. Changes nothing."""
    with parts.database.read() as session:
        found = _open(session, parts, token, hold=False)
        return Confirmation(found[2], language_of(found[0], found[1])) if found else None


def confirm(parts: Parts, token: str, host: str | None = None) -> Confirmation | None:
    """Put the wish in force. Doing it twice changes nothing; None as with `look`. `host` is where the button was pressed."""
    with parts.database.write() as session:
        found = _open(session, parts, token, hold=True)
        if found is None:
            return None
        person, letter, wish = found
        now = parts.now()
        word = Word(how=DOUBLE_OPT_IN, at=now, wording=wish.wording, source=wish.source, from_hash=network_hash(parts, host))
        said = take_back_noes(session, parts, person, word) if wish.again else []
        said += _put_in_force(session, parts, person, preferences_of(session, parts, person, letter), wish, word)
        if said:
            keep(session, [decision(person.id, now, "confirm", Reason.CHOSE, detail="; ".join(said))])
            wake(session, person, now)
        return Confirmation(wish, language_of(person, letter))


def _open(session: Session, parts: Parts, token: str, *, hold: bool) -> tuple[Candidate, Message, Wish] | None:
    opened = parts.keyring.read_dated(Purpose.CONFIRM, token, parts.now())
    if opened is None:
        return None
    message_id, payload = opened
    version, _, rest = payload.partition("/")
    mark, _, encoded = rest.partition("/")
    found = reader_of(session, message_id, hold=hold)
    if found is None or not fits_address(parts, found[0].address, mark) or not _is_current(session, parts, found[0], version):
        return None
    try:
        return (*found, decode(encoded))
    except ValueError:
        return None


def _is_current(session: Session, parts: Parts, person: Candidate, version: str) -> bool:
    """Whether nothing was said since that is stronger than the link. A renewal is good as long as they are a member."""
    if version == RENEWAL:
        return person.no_reason is None and topics_in_force(session, person, parts.now())[Topic.TALENT_NETWORK]
    return str(version_of(session, person)) == version


def _put_in_force(session: Session, parts: Parts, person: Candidate, current: Preferences, wish: Wish, word: Word) -> list[str]:
    """What of the wish is not in force yet. Returns it in words."""
    said = put_topics_in_force(session, parts, person, current.topics, wish.topics_on, word)
    if wish.often is not None and wish.often is not current.often:
        wish.often.set_on(person)
        said.append(f"as often as: {wish.often.value}")
    if wish.pause_until is not None and current.paused_until is not None and wish.pause_until < current.paused_until:
        person.paused_until = wish.pause_until
        said.append(f"pause ends {wish.pause_until:%Y-%m-%d}")
    if wish.locale is not None and wish.locale != person.wish_locale:
        person.wish_locale = wish.locale
        said.append(f"language {wish.locale}")
    if wish.tracking_on and not current.tracking:
        record_tracking(session, person, on=True, word=word)
        said.append("tracking is fine")
    return said


def put_topics_in_force(
    session: Session, parts: Parts, person: Candidate, current: Mapping[Topic, bool], wanted: Collection[Topic], word: Word
) -> list[str]:
    """Say yes to these topics for them; naming a part of the network, or all of it, joins it or says so again.

    Returns what is new, in words. The caller holds their row.
    """
    new = sorted(topic for topic in wanted if not current[topic])
    if Topic.TALENT_NETWORK in new:
        join_network(session, parts, person, wanted, word)
    renewed = Topic.TALENT_NETWORK in wanted and renew_network(session, parts, person, word)
    for topic in new:
        if topic is not Topic.TALENT_NETWORK and topic.umbrella not in new:
            record_topic(session, parts, person, topic, wanted=True, word=word)
    return [*(f"wants {topic.value}" for topic in new), *(["stays in the talent network"] if renewed else [])]


def take_back_noes(session: Session, parts: Parts, person: Candidate, word: Word) -> list[str]:
    """Take back their no: of the person, and of their address. Only what they said themselves; the caller holds their row."""
    if person.address is None or not may_be_lifted(session, parts, person):
        return []
    person.no_reason = person.no_at = None
    person.joined_at = word.at
    session.execute(
        update(Suppression)
        .where(
            Suppression.address_hash.in_(parts.keyring.address_hashes(person.address)),
            Suppression.reason.in_([reason.value for reason in LIFTABLE]),
            Suppression.lifted_at.is_(None),
        )
        .values(lifted_at=word.at, lifted_by=word.how)
    )
    record_everything(session, person, given=True, word=word)
    tell(session, parts, Told.RESUBSCRIBED, person.id, key=f"{person.id}/{word.at.isoformat()}")
    return ["wants to hear from us again"]


def wake(session: Session, person: Candidate, now: datetime) -> None:
    """What waited for the pause, or for room in the budget, asks the gate again."""
    session.flush()
    session.execute(
        update(Enrollment)
        .where(Enrollment.candidate_id == person.id, Enrollment.state == "active", Enrollment.reason.in_(_WAITS))
        .values(wake_at=now, lease=None)
    )
