"""A page of a fan-out: enrolling its people, and moving the walk's cursor in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from campaigns.vocabulary import Campaign
from worker.engine.decide import keep
from worker.engine.parts import Parts
from worker.engine.plan import Anchors, first_stand, priority_of
from worker.engine.subjects import said_of
from worker.rules.ordered_id import ordered_id
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate, Job
from worker.store.models.community_event import CommunityEvent
from worker.store.models.enrollment import Enrollment
from worker.store.models.fan_out import FanOut

PAGE = 500
"""So many people are looked at in one transaction."""


class LeaseLost(RuntimeError):
    """Somebody else walks on; this page is undone."""


@dataclass(frozen=True, slots=True)
class Walk:
    """One fan-out at one page."""

    session: Session
    parts: Parts
    campaign: Campaign
    row: FanOut
    about: Job | CommunityEvent
    lease: str
    now: datetime
    until: datetime
    """How long it stays held while it goes on."""
    key: str
    """Under which each person is enrolled once."""


def hold_people(walk: Walk, ids: Sequence[UUID]) -> dict[UUID, Candidate]:
    """These people, locked in the order of their ids, by id."""
    people = select(Candidate).where(Candidate.id.in_(ids)).order_by(Candidate.id).with_for_update(key_share=True)
    return {person.id: person for person in walk.session.scalars(people)}


def enroll_page(
    walk: Walk, people: Mapping[UUID, Candidate], because: Mapping[UUID, tuple[str, ...]], why: Mapping[UUID, str]
) -> int:
    """Enroll those of the page who are not yet; returns how many. The caller holds their rows."""
    taken = select(Enrollment.candidate_id).where(
        Enrollment.candidate_id.in_(list(people)), Enrollment.campaign == walk.campaign.name, Enrollment.key == walk.key
    )
    already = set(walk.session.scalars(taken))
    rows, decisions = [], []
    for person in people.values():
        if person.id in already:
            continue
        row = _enrollment(walk, person, because.get(person.id, ()))
        if row is not None:
            rows.append(row)
            decisions.append(_decision(walk, row, why.get(person.id)))
    if rows:
        walk.session.execute(insert(Enrollment), rows)
    keep(walk.session, decisions)
    return len(rows)


def _enrollment(walk: Walk, person: Candidate, because: tuple[str, ...]) -> dict[str, Any] | None:
    place = walk.parts.place_of(person.zone, person.country, person.region)
    stand, _missed = first_stand(walk.campaign, Anchors(walk.now, None, place, person.id.hex), walk.now)
    if stand is None:
        return None
    context = walk.row.context | said_of(walk.about, {"job": {"because": list(because)}})
    return {
        "id": ordered_id(person.created_at, f"{person.id}/{walk.campaign.name}/1/{walk.key}"),
        "candidate_id": person.id,
        "campaign": walk.campaign.name,
        "key": walk.key,
        "way": 1,
        "state": "active",
        "step": stand.step.id,
        "occurrence": stand.occurrence,
        "anchor_at": walk.now,
        "anchor_date": None,
        "started_at": walk.now,
        "due_at": stand.due_at,
        "wake_at": stand.due_at,
        "priority": priority_of(stand.step),
        "attempts": 0,
        "context": context,
    }


def _decision(walk: Walk, row: dict[str, Any], why: str | None) -> dict[str, Any]:
    return {
        "candidate_id": row["candidate_id"],
        "at": walk.now,
        "action": "enroll",
        "reason": Reason.CHOSEN.value,
        "campaign": row["campaign"],
        "enrollment_id": row["id"],
        "step": row["step"],
        "occurrence": row["occurrence"],
        "until": row["due_at"],
        "detail": f"{walk.about.title}: {why}" if why else walk.about.title,
        "inbox_seq": walk.row.inbox_seq,
        "message_id": None,
    }


def move_cursor(
    walk: Walk, cursor: dict[str, Any], enrolled: int, *, wake_at: datetime | None = None, done: bool = False
) -> None:
    """Where the walk goes on, in the page's own transaction. Raises `LeaseLost` when it is somebody else's by now."""
    values: dict[str, Any] = {"cursor": cursor, "enrolled": walk.row.enrolled + enrolled, "wake_at": wake_at or walk.until}
    if wake_at is not None or done:
        values["lease"] = None
    if done:
        values |= {"state": "done", "ended_at": walk.now, "cursor": {}}
    ours = FanOut.id == walk.row.id, FanOut.lease == walk.lease, FanOut.state == "active"
    held = walk.session.execute(update(FanOut).where(*ours).values(**values).returning(FanOut.id)).all()
    if not held:
        raise LeaseLost
