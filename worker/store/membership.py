"""Membership, as SQL: who wants a part of the talent network. The gate asks again, person by person, before each letter."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from campaigns.vocabulary.topic import Topic
from worker.store.models.candidate import Candidate
from worker.store.models.consent import TopicChoice


def wants(topic: Topic, now: datetime) -> ColumnElement[bool]:
    """A condition on `Candidate`: they joined what the topic is a part of, it has not lapsed, and they did not say no to it.

    For opt-in topics only.
    """
    umbrella, own = aliased(TopicChoice), aliased(TopicChoice)
    whole = topic.umbrella or topic
    in_force = or_(umbrella.expires_at.is_(None), umbrella.expires_at > now)
    member = exists().where(umbrella.candidate_id == Candidate.id, umbrella.topic == whole.value, umbrella.wanted, in_force)
    left_alone = exists().where(own.candidate_id == Candidate.id, own.topic == topic.value, ~own.wanted)
    return and_(member, ~left_alone)
