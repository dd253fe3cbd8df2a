"""Retire: the way out for people who stand in a step that the code no longer has (see release.py)."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from worker.engine.decide import decision, keep
from worker.engine.lookup import NotFound, nearest
from worker.engine.parts import Parts
from worker.engine.release import has_step, people_at
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
    if has_step(parts, campaign, step):
        raise StillInUse(
            f"The code has the step {campaign}.{step}; people in it go on by themselves, so there is nothing to retire."
        )
    counts = people_at(session)
    if (campaign, step) not in counts:
        raise NotFound(f"Nobody stands in {campaign}.{step}. {nearest(f'{campaign} {step}', map(' '.join, counts))}")
    return counts[campaign, step]


def retire(parts: Parts, campaign: str, step: str, by: str) -> int:
    """End the way of everybody who stands in a step the code does not have, some hundred at a time. Returns how many.

    Raises `StillInUse` and `NotFound` as `stranded` does.
    """
    with parts.database.read() as session:
        stranded(session, parts, campaign, step)
    ended = 0
    here = [Enrollment.campaign == campaign, Enrollment.step == step, Enrollment.state == "active"]
    while True:
        with parts.database.write() as session:
            people = select(Enrollment.candidate_id).where(*here).distinct().order_by(Enrollment.candidate_id)
            lot = session.scalars(people.limit(_PEOPLE_AT_ONCE)).all()
            if not lot:
                return ended
            ended += _end(session, parts, lot, here, by)


def _end(session: Session, parts: Parts, lot: Sequence[UUID], here: Sequence[ColumnElement[bool]], by: str) -> int:
    now = parts.now()
    locked = select(Candidate.id).where(Candidate.id.in_(lot)).order_by(Candidate.id)
    session.execute(locked.with_for_update(key_share=True))
    rows = session.scalars(select(Enrollment).where(Enrollment.candidate_id.in_(lot), *here).with_for_update()).all()
    over = {"state": "stopped", "reason": Reason.STEP_RETIRED.value, "ended_at": now, "lease": None}
    session.execute(update(Enrollment).where(Enrollment.id.in_([row.id for row in rows])).values(**over))
    detail = f"{by} ended this campaign for everybody at a step that it no longer has"
    keep(session, [decision(row.candidate_id, now, "stop", Reason.STEP_RETIRED, enrollment=row, detail=detail) for row in rows])
    return len(rows)
