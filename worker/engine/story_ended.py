"""The letters that a no kept from somebody: the no ends every way at once, and no line of its own says what was on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import dropwhile
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Letter
from worker.engine.parts import Parts
from worker.engine.story_entries import Entry, Kind
from worker.engine.story_words import said_step, sentence_of
from worker.store.models.decision import Decision
from worker.store.models.enrollment import Enrollment


def letters_kept_back(session: Session, parts: Parts, candidate_id: UUID, campaign: str | None, limit: int) -> Iterator[Entry]:
    """A line for each way of theirs that was stopped without a decision of its own, naming its letters that will not come."""
    told = select(Decision.enrollment_id).where(Decision.enrollment_id == Enrollment.id, Decision.action == "stop")
    query = select(Enrollment).where(Enrollment.candidate_id == candidate_id, Enrollment.state == "stopped", ~told.exists())
    if campaign is not None:
        query = query.where(Enrollment.campaign == campaign)
    for way in session.scalars(query.order_by(Enrollment.ended_at.desc(), Enrollment.id).limit(limit)):
        steps = _letters_from(parts, way)
        if steps and way.ended_at is not None:
            what = f"{way.campaign}: {_listed(steps)} will not come"
            why = sentence_of(way.reason)
            yield Entry(way.ended_at, Kind.CONSEQUENCE, "stop", what, why, way.reason, campaign=way.campaign, step=way.step)


def _letters_from(parts: Parts, way: Enrollment) -> list[str]:
    """The letters from where they stood on; none of a campaign, or a step, that is no more."""
    campaign = parts.campaigns.get(way.campaign)
    rest = dropwhile(lambda step: step.id != way.step, campaign.steps if campaign else ())
    return [step.id for step in rest if isinstance(step, Letter)]


def _listed(steps: Sequence[str]) -> str:
    return " and ".join(map(said_step, steps))
