"""A handoff that upstream overtook: what a colleague was asked to do is no longer needed, and nobody is left to do it in vain."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.handoff import APPROVE, Resolution, close
from worker.engine.parts import Parts
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff


def overtake(session: Session, parts: Parts, candidate: Candidate, enrollment: Enrollment, what: str) -> None:
    """Close what the enrollment's step still asks of a colleague; `what` happened upstream. The caller holds both rows."""
    asked = select(Handoff).where(
        Handoff.candidate_id == candidate.id,
        Handoff.enrollment_id == enrollment.id,
        Handoff.kind.in_(["step", APPROVE]),
        Handoff.resolved_at.is_(None),
    )
    for handoff in session.scalars(asked.with_for_update()).all():
        close(session, parts, handoff, candidate, Resolution.OVERTAKEN, what)
