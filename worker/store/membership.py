"""Membership, as SQL: who wants a part of the talent network. The gate asks again, person by person, before each letter."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists
from sqlalchemy.orm import aliased

from campaigns.vocabulary.topic import Topic
from worker.store.models.candidate import Candidate
from worker.store.models.consent import TopicChoice


def wants(topic: Topic) -> ColumnElement[bool]:
    """A condition on `Candidate`: they joined what the topic is a part of, and did not say no to it. For opt-in topics only."""
    umbrella, own = aliased(TopicChoice), aliased(TopicChoice)
    whole = topic.umbrella or topic
    member = exists().where(umbrella.candidate_id == Candidate.id, umbrella.topic == whole.value, umbrella.wanted)
    left_alone = exists().where(own.candidate_id == Candidate.id, own.topic == topic.value, ~own.wanted)
    return and_(member, ~left_alone)
