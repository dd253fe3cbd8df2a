"""The last question: whoever leaves six letters in a row unread is asked whether to go on, before we fall silent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Campaign, Tempo
from worker.engine.decide import decision
from worker.engine.parts import Parts
from worker.engine.plan import Anchors, first_stand, priority_of
from worker.rules.calendar import add_delay
from worker.rules.history import PastLetter
from worker.rules.ordered_id import ordered_id
from worker.rules.reasons import Reason
from worker.rules.tempo import REPLY_WINDOW, Level, tempo_of
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment

_KEY = "silence"


def prepare_last_question(
    session: Session, parts: Parts, people: Iterable[tuple[Candidate, Sequence[PastLetter]]], now: datetime
) -> list[dict[str, Any]]:
    """Enroll whoever will have been silent for long enough once their newest letter has lain unread, too; returns the decisions.

    Silence is no event, so nothing else would start this. It is looked at when a letter is delivered, which costs a query only
    for those few; whether the silence lasted, the gate asks when the question is due. The caller holds the people's rows.
    """
    campaigns = [campaign for campaign in parts.campaigns.values() if campaign.tempo is Tempo.LAST_QUESTION]
    silent = [
        person
        for person, history in people
        if person.no_reason is None and tempo_of(history, person.joined_at, now + REPLY_WINDOW).level is Level.ASKING
    ]
    if not silent or not campaigns:
        return []
    known: dict[tuple[UUID, str], list[Enrollment]] = defaultdict(list)
    ids = [person.id for person in silent]
    query = select(Enrollment).where(Enrollment.candidate_id.in_(ids), Enrollment.key == _KEY)
    for enrollment in session.scalars(query):
        known[enrollment.candidate_id, enrollment.campaign].append(enrollment)
    asked = (_begin(parts, campaign, person, known[person.id, campaign.name], now) for campaign in campaigns for person in silent)
    begun = [one for one in asked if one is not None]
    session.add_all(begun)
    session.flush()
    return [
        decision(
            one.candidate_id, now, "enroll", Reason.ENROLLED, enrollment=one, until=one.due_at, detail="they have gone silent"
        )
        for one in begun
    ]


def _begin(parts: Parts, campaign: Campaign, person: Candidate, before: Sequence[Enrollment], now: datetime) -> Enrollment | None:
    """Their way through it; None when they are asked already, or were not long ago."""
    place = parts.place_of(person.zone, person.country, person.region)
    for one in before:
        if one.state == "active" or campaign.within is None or now < add_delay(one.anchor_at, campaign.within, place):
            return None
    stand, _missed = first_stand(campaign, Anchors(now, None, place, person.id.hex), now)
    if stand is None:
        return None
    way = 1 + max((one.way for one in before), default=0)
    return Enrollment(
        id=ordered_id(person.created_at, f"{person.id}/{campaign.name}/{way}/{_KEY}"),
        candidate_id=person.id,
        campaign=campaign.name,
        key=_KEY,
        way=way,
        state="active",
        step=stand.step.id,
        occurrence=stand.occurrence,
        anchor_at=now,
        started_at=now,
        due_at=stand.due_at,
        wake_at=stand.due_at,
        priority=priority_of(stand.step),
        attempts=0,
        context={"roles": []},
    )
