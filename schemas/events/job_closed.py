"""`job.closed`: a position is no longer open."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Job


class JobClosedData(EventData):
    """What `job.closed` carries."""

    job: Job


class JobClosed(Event):
    """A position is no longer open."""

    type_name: ClassVar[str] = "job.closed"

    type: Literal["job.closed"] = "job.closed"
    data: JobClosedData
