"""Unsubscribing from one topic, by the link of a letter about it: that topic is off at once, and the rest goes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaigns.vocabulary import Topic
from worker.engine.consent import Word, record_topic
from worker.engine.decide import decision, keep
from worker.engine.letter_reader import language_of, reader_of
from worker.engine.parts import Parts
from worker.engine.signals import take_to_heart
from worker.engine.unsubscribe import Button
from worker.rules.reasons import Reason
from worker.rules.signal_kind import SignalKind
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate
from worker.store.models.consent import TopicChoice
from worker.store.models.message import Message

_TOPICS = {topic.value: topic for topic in Topic}


@dataclass(frozen=True, slots=True)
class TopicLeft:
    """What a page may say after it."""

    locale: str | None
    """None for a link that belongs to no letter: the page looks the same."""


def read_topic(said: str | None) -> Topic | None:
    """The topic that a link names in `?topic=`; None when it names none, or none of ours: then it is about everything."""
    return _TOPICS.get(said or "")


def unsubscribe_from(parts: Parts, token: str, topic: Topic, button: Button) -> TopicLeft:
    """Stop this topic to whom this letter went. Idempotent; an unknown token changes nothing, and looks no different."""
    message_id = parts.keyring.read(Purpose.UNSUBSCRIBE, token)
    if message_id is None:
        return TopicLeft(None)
    with parts.database.write() as session:
        found = reader_of(session, message_id, hold=True)
        if found is None:
            return TopicLeft(None)
        person, letter = found
        choice = session.get(TopicChoice, (person.id, topic.value))
        # Also of what they do not get by now: a no that is not kept is no match for an upstream's later yes.
        if choice is None or choice.wanted or not choice.said:
            how = f"unsubscribed by {button}"
            word = Word(how=how, at=parts.now(), source="link in a letter", message_id=letter.id)
            record_topic(session, parts, person, topic, wanted=False, word=word)
            said = decision(person.id, word.at, "choice", Reason.CHOSE, detail=f"no {topic.value}", message_id=letter.id)
            keep(session, [said])
            take_to_heart(session, parts, [_signal(person, letter, topic, button, word.at)])
        return TopicLeft(language_of(person, letter))


def _signal(person: Candidate, letter: Message, topic: Topic, button: Button, now: datetime) -> dict[str, Any]:
    """What came back about the letter, once however often it is said: for its report and its story."""
    return {
        "meaning_key": f"our unsubscribe link/{letter.id}/{topic.value}",
        "message_id": letter.id,
        "candidate_id": person.id,
        "hook_seq": None,
        "kind": SignalKind.UNSUBSCRIBED_TOPIC.value,
        "at": now,
        "received_at": now,
        "human": None,
        "detail": {"button": button.value, "topic": topic.value},
    }
