"""Consent of people who are new: what many of them said, written as rows, since there is nothing yet that it could meet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from campaigns.vocabulary import Topic
from campaigns.vocabulary.topic import network_topics
from worker.engine.consent import WORTH_RECORDING, Word, entry_row
from worker.engine.parts import Parts
from worker.rules.consent import expiry, renewal
from worker.store.insert import insert_many
from worker.store.models.consent import Consent, TopicChoice


@dataclass(frozen=True, slots=True)
class NewYes:
    """A yes of somebody who is new."""

    topic: Topic
    word: Word


def write_new_yeses(session: Session, parts: Parts, said: Mapping[UUID, Sequence[NewYes]]) -> None:
    """Put these yeses in force and in the record, as `record_topic` and `join_network` would one by one.

    Only for people about whom the database knows nothing but their row.
    """
    choices: list[dict[str, Any]] = []
    record: list[dict[str, Any]] = []
    for person_id, yeses in said.items():
        choices += _choices(person_id, yeses, parts.policy.consent_months, record)
    insert_many(session, TopicChoice, choices)
    insert_many(session, Consent, record)


def _choices(person_id: UUID, yeses: Sequence[NewYes], months: int, record: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found: dict[Topic, dict[str, Any]] = {}

    def say(topic: Topic, word: Word) -> None:
        expires_at = expiry(word.at, months) if topic.needs_opt_in else None
        found[topic] = _choice(person_id, topic, word.at, expires_at)
        record.append(entry_row(person_id, topic.value, given=True, word=word, expires_at=expires_at))

    for yes in yeses:
        member = found.get(Topic.TALENT_NETWORK)
        if yes.topic.umbrella is not None and (member is None or yes.word.at - member["at"] >= WORTH_RECORDING):
            say(Topic.TALENT_NETWORK, yes.word)
        if yes.topic.umbrella is not None and member is None:
            for part in network_topics():
                found.setdefault(part, _choice(person_id, part, yes.word.at, None) | {"wanted": False, "said": False})
        say(yes.topic, yes.word)
    return list(found.values())


def _choice(person_id: UUID, topic: Topic, at: datetime, expires_at: datetime | None) -> dict[str, Any]:
    return {
        "candidate_id": person_id,
        "topic": topic.value,
        "wanted": True,
        "said": True,
        "at": at,
        "expires_at": expires_at,
        "renew_at": renewal(expires_at) if topic is Topic.TALENT_NETWORK else None,
    }
