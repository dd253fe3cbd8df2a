"""Members: a fan-out to everybody who joined a topic and whom the event is for."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Members, Topic
from worker.engine.fan_out_page import PAGE, Walk, enroll_page, hold_people, move_cursor
from worker.rules.skill import skill_key
from worker.store.membership import wants
from worker.store.models.candidate import Candidate
from worker.store.models.candidate_skill import CandidateSkill
from worker.store.models.community_event import CommunityEvent
from worker.store.models.consent import TopicChoice


def walk_members(walk: Walk, audience: Members) -> tuple[bool, int]:
    """One page of the members, by their key: an index range, so that those who joined nothing cost nothing."""
    after = UUID(walk.row.cursor.get("after", UUID(int=0).hex))
    ids = members_after(walk.session, audience.topic, after)
    chosen = walk.session.scalars(
        select(Candidate.id).where(*may_hear(ids), wants(audience.topic, walk.now), *_is_for(walk))
    ).all()
    enrolled = enroll_page(walk, hold_people(walk, chosen), {}, {}) if chosen else 0
    going_on = len(ids) == PAGE
    move_cursor(walk, {"after": ids[-1].hex} if ids else {}, enrolled, done=not going_on)
    return going_on, enrolled


def members_after(session: Session, topic: Topic, after: UUID) -> Sequence[UUID]:
    """One page of those who joined what the topic is a part of, by key."""
    whole = topic.umbrella or topic
    joined = select(TopicChoice.candidate_id).where(
        TopicChoice.topic == whole.value, TopicChoice.wanted, TopicChoice.candidate_id > after
    )
    return session.scalars(joined.order_by(TopicChoice.candidate_id).limit(PAGE)).all()


def may_hear(ids: Sequence[UUID]) -> tuple[ColumnElement[bool], ...]:
    """Those of them who have not said no and have an address. The gate asks again before each letter."""
    return (
        Candidate.id.in_(ids),
        Candidate.no_reason.is_(None),
        Candidate.may_be_mailed.is_(True),
        Candidate.address.is_not(None),
    )


def _is_for(walk: Walk) -> tuple[ColumnElement[bool], ...]:
    """What upstream says of whom a community event is for; somebody whose country or language nobody knows is not left out."""
    about = walk.about
    if not isinstance(about, CommunityEvent):
        return ()
    asked: list[ColumnElement[bool]] = []
    if about.country:
        asked.append(or_(Candidate.country.is_(None), Candidate.country == about.country))
    if about.locale:
        language = about.locale.replace("_", "-").split("-")[0].lower()
        reads = func.coalesce(Candidate.wish_locale, Candidate.locale)
        asked.append(or_(reads.is_(None), reads.istartswith(language, autoescape=True)))
    if about.skills:
        named = [skill_key(skill) for skill in about.skills]
        asked.append(exists().where(CandidateSkill.candidate_id == Candidate.id, CandidateSkill.skill.in_(named)))
    return tuple(asked)
