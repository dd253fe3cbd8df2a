"""Changing preferences: less takes effect at once; more, or another language, once a link mailed to the address is used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from campaigns.vocabulary.topic import network_topics
from worker.engine.consent import Word, record_topic, record_tracking
from worker.engine.decide import decision, keep
from worker.engine.letter_reader import reader_of
from worker.engine.parts import Parts
from worker.engine.preferences import Often, Preferences, preferences_of, written_in
from worker.engine.preferences_ask import ask_to_confirm, may_be_lifted
from worker.engine.preferences_wish import PREFERENCES_WORDING, Wish
from worker.engine.unsubscribe import Button, stop_everything
from worker.rules.consent import months_after
from worker.rules.reasons import Reason
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate

_HOW = "preferences page"


class Pause(StrEnum):
    """What to do about a pause."""

    KEEP = "keep"
    """Leave it as it is, paused or not."""
    END = "end"
    THREE_MONTHS = "3"
    SIX_MONTHS = "6"
    TWELVE_MONTHS = "12"

    def until(self, now: datetime) -> datetime | None:
        """When it ends, counted from now; None when nothing changes."""
        if self is Pause.KEEP:
            return None
        return now if self is Pause.END else months_after(now, int(self.value))


@dataclass(frozen=True, slots=True)
class Choice:
    """The whole page, as it was filled in."""

    topics: frozenset[Topic]
    often: Often
    pause: Pause
    locale: str
    tracking: bool


@dataclass(frozen=True, slots=True)
class Changed:
    """What came of it."""

    at_once: bool
    asked: bool
    """A link to confirm the rest was mailed to the address, or would have been were we allowed to."""


def choose(parts: Parts, token: str, choice: Choice) -> Changed | None:
    """Put in force what means less, and mail a link for what means more. None for a link that leads to nobody."""
    message_id = parts.keyring.read(Purpose.PREFERENCES, token)
    if message_id is None:
        return None
    with parts.database.write() as session:
        found = reader_of(session, message_id, hold=True)
        if found is None:
            return None
        person, letter = found
        now = parts.now()
        current = preferences_of(session, parts, person, letter)
        choice = replace(choice, topics=_as_meant(choice.topics, current))
        word = Word(how=_HOW, at=now, wording=PREFERENCES_WORDING, source=_HOW, message_id=letter.id)
        said = _put_less_in_force(session, parts, person, current, choice, word)
        if said:
            keep(session, [decision(person.id, now, "choice", Reason.CHOSE, detail="; ".join(said))])
            session.flush()
        wish = _more(preferences_of(session, parts, person, letter), choice, now, written_in(parts, choice.locale))
        if not wish.is_empty:
            ask_to_confirm(session, parts, person, letter, wish)
    return Changed(at_once=bool(said), asked=not wish.is_empty)


def stop(parts: Parts, token: str, user_agent: str | None) -> bool:
    """Stop everything, from the preferences page. False for a link that is not ours."""
    message_id = parts.keyring.read(Purpose.PREFERENCES, token)
    if message_id is not None:
        stop_everything(parts, message_id, Button.PREFERENCES, user_agent)
    return message_id is not None


def ask_again(parts: Parts, token: str) -> bool:
    """Somebody who had said no wants to hear from us again: mail them a link. False for a link that leads to nobody."""
    message_id = parts.keyring.read(Purpose.PREFERENCES, token)
    if message_id is None:
        return False
    with parts.database.write() as session:
        found = reader_of(session, message_id, hold=True)
        if found is None:
            return False
        if may_be_lifted(session, parts, found[0]):
            ask_to_confirm(session, parts, *found, Wish(again=True))
    return True


def _as_meant(ticked: frozenset[Topic], current: Preferences) -> frozenset[Topic]:
    """Ticking a part of the network means being its member. The network named as a whole leaves a member's parts as they are."""
    parts = frozenset(network_topics())
    if ticked & parts:
        return ticked | {Topic.TALENT_NETWORK}
    if Topic.TALENT_NETWORK in ticked:
        return ticked | {topic for topic in parts if current.topics[topic]}
    return ticked


def _put_less_in_force(
    session: Session, parts: Parts, person: Candidate, current: Preferences, choice: Choice, word: Word
) -> list[str]:
    """Everything in the choice that means fewer letters, or less known about their reading. Returns it in words."""
    now = word.at
    said: list[str] = []
    for topic, wanted in current.topics.items():
        left_with_the_rest = topic.umbrella is not None and topic.umbrella not in choice.topics
        if wanted and topic not in choice.topics and not left_with_the_rest:
            record_topic(session, parts, person, topic, wanted=False, word=word)
            said.append(f"no {topic.value}")
    if choice.often.rank > current.often.rank:
        choice.often.set_on(person)
        said.append(f"at most one a {choice.often.value}")
    until = choice.pause.until(now)
    if until is not None and until > (current.paused_until or now):
        person.paused_until = max(until, person.paused_until or until)
        person.pause_reason = Reason.PAUSED_BY_PERSON.value
        said.append(f"paused until {until:%Y-%m-%d}")
    if current.tracking and not choice.tracking:
        record_tracking(session, person, on=False, word=word)
        said.append("no tracking")
    return said


def _more(current: Preferences, choice: Choice, now: datetime, locale: str) -> Wish:
    """Everything in the choice that is not in force by now."""
    until = choice.pause.until(now)
    ends_earlier = until is not None and current.paused_until is not None and until < current.paused_until
    topics_on = frozenset(topic for topic in choice.topics if not current.topics[topic])
    if any(topic.umbrella for topic in topics_on):
        topics_on |= {Topic.TALENT_NETWORK}
    return Wish(
        topics_on=topics_on,
        often=choice.often if choice.often.rank < current.often.rank else None,
        pause_until=until if ends_earlier else None,
        locale=locale if locale != current.locale else None,
        tracking_on=choice.tracking and not current.tracking,
    )
