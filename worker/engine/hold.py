"""Hold: stop all sending, or one campaign's, within seconds; and let it go on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, text, update
from sqlalchemy.orm import Session

from worker.engine.decide import decision, keep
from worker.engine.lookup import find_campaign
from worker.engine.newsletter_due import wake_issues
from worker.engine.parts import Parts
from worker.engine.standing import read_holds
from worker.rules.reasons import Reason
from worker.store.insert import insert_new
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.operation import Hold

EVERYTHING = "*"
_PEOPLE_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Held:
    """One hold in force."""

    scope: str
    since: datetime
    by: str
    waiting: int
    """How many letters and handoffs have come due since, and wait for it."""


@dataclass(frozen=True, slots=True)
class Lifted:
    """What came of lifting a hold."""

    was_held: bool
    woken: int
    still_held: tuple[str, ...]
    """Other holds that stay in force."""


def hold(parts: Parts, campaign: str | None, by: str) -> bool:
    """Put everything, or one campaign, on hold; every handful looks before it sends. False when it was already.

    Raises `NotFound` for a campaign unknown.
    """
    with parts.database.write() as session:
        scope = find_campaign(session, parts, campaign) if campaign is not None else EVERYTHING
        return put_on_hold(session, scope, by, parts.now())


def put_on_hold(session: Session, scope: str, by: str, now: datetime) -> bool:
    """As `hold`, inside the caller's transaction."""
    return bool(insert_new(session, Hold, [{"scope": scope, "since": now, "by": by}], "scope"))


def resume(parts: Parts, campaign: str | None, by: str) -> Lifted:
    """Lift one hold, and wake what waits for it and for no other. Safe to run twice, and after a crash in between.

    1. Take the hold away, once nobody is at work who has read it and not yet written down that somebody waits.
    2. Wake who waits, some hundred people at a time, each lot in a transaction of its own.

    Raises `NotFound` for a campaign unknown.
    """
    with parts.database.write() as session:
        scope = find_campaign(session, parts, campaign) if campaign is not None else EVERYTHING
        if not parts.database.is_sqlite:
            session.execute(text("LOCK TABLE hold IN ACCESS EXCLUSIVE MODE"))  # readers keep theirs until they have committed
        removed = session.scalars(delete(Hold).where(Hold.scope == scope).returning(Hold.scope)).all()
        still_held = tuple(sorted(read_holds(session)))
        if scope == EVERYTHING:
            wake_issues(session, parts.now())
    woken = 0
    if EVERYTHING not in still_held:
        woken = _wake(parts, None if scope == EVERYTHING else scope, still_held, by)
    return Lifted(bool(removed), woken, still_held)


def list_holds(session: Session) -> Sequence[Held]:
    """Every hold in force, with how much waits for it."""
    holds = session.scalars(select(Hold).order_by(Hold.scope)).all()
    if not holds:
        return []
    counts = select(Enrollment.campaign, func.count()).where(*_waiting(None, ())).group_by(Enrollment.campaign)
    by_campaign = {campaign: count for campaign, count in session.execute(counts)}  # noqa: C416 - rows are no pairs to mypy
    return [
        Held(
            row.scope,
            row.since,
            row.by,
            sum(by_campaign.values()) if row.scope == EVERYTHING else by_campaign.get(row.scope, 0),
        )
        for row in holds
    ]


def _waiting(campaign: str | None, still_held: Sequence[str]) -> list[ColumnElement[bool]]:
    conditions = [Enrollment.state == "active", Enrollment.reason == Reason.ON_HOLD.value]
    if campaign is not None:
        conditions.append(Enrollment.campaign == campaign)
    if still_held:
        conditions.append(Enrollment.campaign.not_in(still_held))
    return conditions


def _wake(parts: Parts, campaign: str | None, still_held: Sequence[str], by: str) -> int:
    conditions, woken = _waiting(campaign, still_held), 0
    after: UUID | None = None
    while True:
        with parts.database.write() as session:
            people = select(Enrollment.candidate_id).where(*conditions).distinct().order_by(Enrollment.candidate_id)
            lot = session.scalars(
                (people.where(Enrollment.candidate_id > after) if after else people).limit(_PEOPLE_AT_ONCE)
            ).all()
            if not lot:
                return woken
            woken += _wake_people(session, parts, lot, conditions, by)
            after = lot[-1]


def _wake_people(session: Session, parts: Parts, lot: Sequence[UUID], conditions: list[ColumnElement[bool]], by: str) -> int:
    now = parts.now()
    locked = select(Candidate.id).where(Candidate.id.in_(lot)).order_by(Candidate.id)
    session.execute(locked.with_for_update(key_share=True))
    rows = session.scalars(select(Enrollment).where(Enrollment.candidate_id.in_(lot), *conditions).with_for_update()).all()
    awake: dict[str, Any] = {"wake_at": now, "reason": Reason.RESUMED.value, "lease": None}
    session.execute(update(Enrollment).where(Enrollment.id.in_([row.id for row in rows])).values(**awake))
    keep(
        session,
        [
            decision(row.candidate_id, now, "resume", Reason.RESUMED, enrollment=row, detail=f"{by} lifted the hold")
            for row in rows
        ],
    )
    return len(rows)
