"""`job.opened`: a position opened."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Job, Recruiter


class JobOpenedData(EventData):
    """What `job.opened` carries."""

    job: Job
    recruiter: Recruiter | None = None


class JobOpened(Event):
    """A position opened."""

    type_name: ClassVar[str] = "job.opened"

    type: Literal["job.opened"] = "job.opened"
    data: JobOpenedData
