"""The handoffs colleagues have, with what the person wrote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from worker.engine.handoff import Resolution, name_of, resolve_handoff
from worker.engine.lookup import find_handoff
from worker.engine.parts import Parts
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff
from worker.store.models.signal import Reply

MOST = 50


@dataclass(frozen=True, slots=True)
class Task:
    """One handoff, as a colleague reads it. Times are in UTC."""

    id: UUID
    kind: str
    candidate: str
    candidate_id: UUID
    campaign: str | None
    step: str | None
    ask: str
    owner: str | None
    wrote: str | None
    """What is new in their reply."""
    opened_at: datetime
    deadline_at: datetime | None
    resolved_at: datetime | None
    resolution: str | None
    resolved_by: str | None


def list_handoffs(session: Session, *, also_resolved: bool = False, limit: int = MOST) -> tuple[list[Task], int]:
    """The open handoffs, oldest first; or all, latest first. At most `limit`, and how many there are in all."""
    conditions = [] if also_resolved else [Handoff.resolved_at.is_(None)]
    order = Handoff.opened_at.desc() if also_resolved else Handoff.opened_at
    rows = session.scalars(select(Handoff).where(*conditions).order_by(order, Handoff.id).limit(limit)).all()
    total = session.scalar(select(func.count()).select_from(Handoff).where(*conditions)) or 0
    return _tasks(session, rows), total


def _tasks(session: Session, rows: Sequence[Handoff]) -> list[Task]:
    owners, letters = {row.candidate_id for row in rows}, {row.reply_id for row in rows}
    ways = {row.enrollment_id for row in rows}
    people = {row.id: row for row in session.scalars(select(Candidate).where(Candidate.id.in_(owners)))}
    replies = {row.id: row.new_text for row in session.scalars(select(Reply).where(Reply.id.in_(letters)))}
    campaigns = {row.id: row.campaign for row in session.scalars(select(Enrollment).where(Enrollment.id.in_(ways)))}
    return [
        Task(
            id=row.id,
            kind=row.kind,
            candidate=name_of(people[row.candidate_id]),
            candidate_id=row.candidate_id,
            campaign=campaigns.get(row.enrollment_id) if row.enrollment_id else None,
            step=row.step,
            ask=row.ask,
            owner=row.owner,
            wrote=replies.get(row.reply_id) if row.reply_id else None,
            opened_at=row.opened_at,
            deadline_at=row.deadline_at,
            resolved_at=row.resolved_at,
            resolution=row.resolution,
            resolved_by=row.resolved_by,
        )
        for row in rows
    ]


def resolve(parts: Parts, said: str, resolution: Resolution, by: str) -> Task:
    """Resolve the handoff meant by `said`. Raises `NotFound`, or `AlreadyResolved` when somebody did before."""
    with parts.database.read() as session:
        handoff_id = find_handoff(session, said).id
    resolved = resolve_handoff(parts, handoff_id, resolution, by)
    with parts.database.read() as session:
        return _tasks(session, [resolved])[0]
