"""Retire: the way out for people who stand in a step that the code no longer has (see release.py)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from worker.engine.decide import decision, keep
from worker.engine.lookup import NotFound, nearest
from worker.engine.parts import Parts
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment

_PEOPLE_AT_ONCE = 500


class StillInUse(ValueError):
    """The code has the step: whoever stands in it goes on by itself."""


def stranded(session: Session, parts: Parts, campaign: str, step: str) -> int:
    """How many people stand in a step the code does not have.

    Raises `StillInUse` when it has it, `NotFound` when nobody stands there.
    """
    known = parts.campaigns.get(campaign)
    if known is not None and step in {one.id for one in known.steps}:
        raise StillInUse(
            f"The code has the step {campaign}.{step}; people in it go on by themselves, so there is nothing to retire."
        )
    groups = select(Enrollment.campaign, Enrollment.step, func.count()).where(Enrollment.state == "active")
    counts = {f"{row[0]} {row[1]}": row[2] for row in session.execute(groups.group_by(Enrollment.campaign, Enrollment.step))}
    if f"{campaign} {step}" not in counts:
        raise NotFound(f"Nobody stands in {campaign}.{step}. {nearest(f'{campaign} {step}', counts)}")
    return int(counts[f"{campaign} {step}"])


def retire(parts: Parts, campaign: str, step: str, by: str) -> int:
    """End the way of everybody who stands in a step the code does not have, some hundred at a time. Returns how many.

    Raises `StillInUse` and `NotFound` as `stranded` does.
    """
    with parts.database.read() as session:
        stranded(session, parts, campaign, step)
    ended = 0
    here = (Enrollment.campaign == campaign, Enrollment.step == step, Enrollment.state == "active")
    while True:
        with parts.database.write() as session:
            people = select(Enrollment.candidate_id).where(*here).distinct().order_by(Enrollment.candidate_id)
            lot = session.scalars(people.limit(_PEOPLE_AT_ONCE)).all()
            if not lot:
                return ended
            ended += _end(session, parts, lot, campaign, step, by)


def _end(session: Session, parts: Parts, lot: Sequence[UUID], campaign: str, step: str, by: str) -> int:
    now = parts.now()
    locked = select(Candidate.id).where(Candidate.id.in_(lot)).order_by(Candidate.id)
    session.execute(locked.with_for_update(key_share=True))
    query = select(Enrollment).where(
        Enrollment.candidate_id.in_(lot),
        Enrollment.campaign == campaign,
        Enrollment.step == step,
        Enrollment.state == "active",
    )
    rows = session.scalars(query.with_for_update()).all()
    over = {"state": "stopped", "reason": Reason.STEP_RETIRED.value, "ended_at": now, "lease": None}
    session.execute(update(Enrollment).where(Enrollment.id.in_([row.id for row in rows])).values(**over))
    detail = f"{by} ended this campaign for everybody at a step that it no longer has"
    keep(session, [decision(row.candidate_id, now, "stop", Reason.STEP_RETIRED, enrollment=row, detail=detail) for row in rows])
    return len(rows)
