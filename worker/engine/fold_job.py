"""Folding job events into what is known of positions."""

from __future__ import annotations

from sqlalchemy.orm import Session

from schemas.event import Event
from schemas.events.job_closed import JobClosed
from schemas.events.job_opened import JobOpened
from worker.store.models.candidate import Job


def fold(session: Session, event: Event) -> None:
    """Remember that a job opened or closed, unless something later is known of it."""
    if not isinstance(event, JobOpened | JobClosed):
        return
    job = event.data.job
    known = session.get(Job, (event.source, job.id))
    if known is None:
        known = Job(source=event.source, upstream_id=job.id)
        session.add(known)
    elif known.as_of > event.time:
        return
    known.title = job.title
    known.skills = list(job.skills) or known.skills or []
    known.location = job.location or known.location
    known.url = str(job.url) if job.url else known.url
    known.open = isinstance(event, JobOpened)
    known.as_of = event.time
