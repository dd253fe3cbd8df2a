"""Preferences: what a person wants from us, as they see it behind the link in a letter. Their choices, never their data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from campaigns.vocabulary.topic import topics_wanted
from worker.engine.letter_reader import language_of, reader_of
from worker.engine.parts import Parts
from worker.rules.reasons import Reason
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate
from worker.store.models.consent import TopicChoice
from worker.store.models.message import Message

CONFIRM_LETTER = "service.confirm_preferences"
QUARTER_DAYS = 90
_TOPICS = frozenset(topic.value for topic in Topic)


class Often(StrEnum):
    """How often at most, from more to fewer."""

    OURS = "ours"
    """No limit beyond our own."""
    MONTHLY = "month"
    QUARTERLY = "quarter"

    @property
    def rank(self) -> int:
        """0 for the most letters."""
        return list(Often).index(self)

    def set_on(self, person: Candidate) -> None:
        """Write it down as the person's wish."""
        person.wish_per_30_days = 1 if self is Often.MONTHLY else None
        person.wish_days_between = QUARTER_DAYS if self is Often.QUARTERLY else None

    @classmethod
    def of(cls, person: Candidate) -> Often:
        """The person's wish."""
        if person.wish_days_between:
            return cls.QUARTERLY
        return cls.MONTHLY if person.wish_per_30_days else cls.OURS


@dataclass(frozen=True, slots=True)
class Preferences:
    """What is in force for one person."""

    topics: Mapping[Topic, bool]
    often: Often
    paused_until: datetime | None
    """Until when they asked us to be quiet; None when they did not, or it is over."""
    locale: str
    tracking: bool
    stopped: bool
    """They get nothing at all."""


def read_preferences(parts: Parts, token: str) -> Preferences | None:
    """What is in force for whom the letter went to; None for a link that is not ours, or leads to nobody."""
    message_id = parts.keyring.read(Purpose.PREFERENCES, token)
    if message_id is None:
        return None
    with parts.database.read() as session:
        found = reader_of(session, message_id)
        return preferences_of(session, parts, *found) if found else None


def preferences_of(session: Session, parts: Parts, person: Candidate, letter: Message) -> Preferences:
    """What is in force for this person."""
    now = parts.now()
    return Preferences(
        topics=topics_in_force(session, person, now),
        often=Often.of(person),
        paused_until=own_pause(person, now),
        locale=written_in(parts, language_of(person, letter)),
        tracking=person.tracking,
        stopped=person.no_reason is not None,
    )


def topics_in_force(session: Session, person: Candidate, now: datetime) -> dict[Topic, bool]:
    """Every topic, with whether they want it. A yes that has run out is none."""
    query = select(TopicChoice.topic, TopicChoice.wanted, TopicChoice.expires_at).where(TopicChoice.candidate_id == person.id)
    return topics_wanted(
        {
            Topic(topic): wanted
            for topic, wanted, expires_at in session.execute(query)
            if topic in _TOPICS and (expires_at is None or expires_at > now)
        }
    )


def own_pause(person: Candidate, now: datetime) -> datetime | None:
    """Until when they asked for a pause themselves, if it is not over."""
    mine = person.pause_reason == Reason.PAUSED_BY_PERSON.value
    return person.paused_until if mine and person.paused_until is not None and person.paused_until > now else None


def written_in(parts: Parts, locale: str | None) -> str:
    """The language that confirmation mail, and so the choice of languages, has for a reader of `locale`."""
    return parts.letters.locale_for(CONFIRM_LETTER, locale or parts.policy.default_locale)
