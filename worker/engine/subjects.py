"""Subjects: the opening or community event that a way through a campaign is about, as it stands now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from schemas.event import Event
from worker.engine.event_change import EventChange
from worker.rules.reasons import Reason
from worker.store.models.candidate import Job
from worker.store.models.community_event import CommunityEvent
from worker.store.models.enrollment import Enrollment


@dataclass(frozen=True, slots=True)
class Subject:
    """What a fan-out is about, by upstream's own id."""

    kind: str
    """`job` or `event`."""
    source: str
    id: str

    @property
    def key(self) -> str:
        """The key under which each person goes through the campaign once."""
        return f"{self.kind} {self.source}/{self.id}"

    def as_context(self) -> dict[str, str]:
        """As an enrollment remembers it."""
        return {"kind": self.kind, "source": self.source, "id": self.id}


def subject_of(event: Event) -> Subject | None:
    """What an event about no single person is about; None for one about a person."""
    for kind in ("job", "event"):
        said = getattr(event.data, kind, None)
        if said is not None and not hasattr(event.data, "candidate"):
            return Subject(kind, event.source, said.id)
    return None


class Subjects:
    """The subjects of some enrollments: two queries when the first is asked for, none when they have none."""

    def __init__(self, session: Session, enrollments: Sequence[Enrollment]) -> None:
        self._session = session
        self._wanted = {subject for enrollment in enrollments if (subject := _remembered(enrollment)) is not None}
        self._known: dict[Subject, Job | CommunityEvent] | None = None

    def refresh(self, enrollment: Enrollment, now: datetime) -> Reason | None:
        """Why there is nothing left to tell of it; None when it is still on, and then what is told is true now."""
        subject = _remembered(enrollment)
        if subject is None:
            return None
        if self._known is None:
            self._known = read_subjects(self._session, self._wanted)
        row = self._known.get(subject)
        change = EventChange.read(enrollment.key)
        if change is not None and isinstance(row, CommunityEvent) and row.revision != change.revision:
            return Reason.SUPERSEDED
        over = why_over(row, now, is_told_of_changes=change is not None)
        if over is None and row is not None:
            enrollment.context = enrollment.context | said_of(row, enrollment.context)
        return over


def read_subjects(session: Session, wanted: set[Subject]) -> dict[Subject, Job | CommunityEvent]:
    """The rows of these subjects, those that are known."""
    found: dict[Subject, Job | CommunityEvent] = {}
    jobs = {(subject.source, subject.id) for subject in wanted if subject.kind == "job"}
    events = {(subject.source, subject.id) for subject in wanted if subject.kind == "event"}
    if jobs:
        for job in session.scalars(select(Job).where(tuple_(Job.source, Job.upstream_id).in_(jobs))):
            found[Subject("job", job.source, job.upstream_id)] = job
    if events:
        columns = tuple_(CommunityEvent.source, CommunityEvent.upstream_id)
        for event in session.scalars(select(CommunityEvent).where(columns.in_(events))):
            found[Subject("event", event.source, event.upstream_id)] = event
    return found


def why_over(row: Job | CommunityEvent | None, now: datetime, *, is_told_of_changes: bool = False) -> Reason | None:
    """Why a letter about it would come too late; None when it would not. That it is called off is a change to tell of."""
    if isinstance(row, Job):
        return None if row.open else Reason.JOB_CLOSED
    if isinstance(row, CommunityEvent):
        if row.called_off and not is_told_of_changes:
            return Reason.CALLED_OFF
        return Reason.EVENT_OVER if row.starts_at <= now else None
    return Reason.JOB_CLOSED


def said_of(row: Job | CommunityEvent, context: dict[str, Any]) -> dict[str, Any]:
    """What a letter may say of it, as JSON values. Why it fits somebody is theirs, and stays as it was."""
    if isinstance(row, Job):
        because = context.get("job", {}).get("because", [])
        return {"job": {"title": row.title, "location": row.location, "url": row.url, "because": because}}
    return {
        "event": {
            "title": row.title,
            "starts_at": row.starts_at.isoformat(),
            "ends_at": row.ends_at.isoformat() if row.ends_at else None,
            "zone": row.zone,
            "place": row.place,
            "description": row.description,
            "url": row.url,
            "accept_url": row.accept_url,
            "called_off": row.called_off,
        }
    }


def _remembered(enrollment: Enrollment) -> Subject | None:
    said = enrollment.context.get("subject")
    return Subject(said["kind"], said["source"], said["id"]) if said else None
