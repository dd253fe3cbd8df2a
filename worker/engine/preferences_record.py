"""Recording what a person said of a topic or of tracking: the choice in force, and how it came about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from campaigns.vocabulary.topic import network_topics
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Consent, TopicChoice

TRACKING = "tracking"
"""Stands where a topic does, in the record of consents."""


def join_network(session: Session, person: Candidate, named: Collection[Topic], now: datetime) -> None:
    """They join: for the parts they named, or for all of it. What they did not name is off, without being a no of theirs."""
    person.joined_at = now
    some_named = any(topic in named for topic in network_topics())
    for topic in network_topics():
        choice = session.get(TopicChoice, (person.id, topic.value))
        wanted = topic in named or not some_named
        if choice is not None and wanted:
            choice.wanted, choice.at = True, now
        elif choice is None and not wanted:
            session.add(TopicChoice(candidate_id=person.id, topic=topic.value, wanted=False, at=now))
    session.flush()


def record_topic(
    session: Session, person: Candidate, topic: Topic, *, wanted: bool, wording: str, how: str, now: datetime
) -> None:
    """Their own word on a topic: in force, and in the record. The caller holds their row."""
    choice = session.get(TopicChoice, (person.id, topic.value))
    if choice is None:
        session.add(TopicChoice(candidate_id=person.id, topic=topic.value, wanted=wanted, at=now))
    else:
        choice.wanted, choice.at = wanted, now
    session.add(Consent(candidate_id=person.id, topic=topic.value, given=wanted, wording=wording, how=how, at=now))
    session.flush()


def record_tracking(session: Session, person: Candidate, *, on: bool, wording: str, how: str, now: datetime) -> None:
    """Whether we may see that they open and click: in force, and in the record. The caller holds their row."""
    person.tracking = on
    session.add(Consent(candidate_id=person.id, topic=TRACKING, given=on, wording=wording, how=how, at=now))
    session.flush()
