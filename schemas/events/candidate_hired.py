"""`candidate.hired`: somebody was hired; a later one moves the start date."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Application, Candidate, Placement, Recruiter


class CandidateHiredData(EventData):
    """What `candidate.hired` carries."""

    candidate: Candidate
    placement: Placement
    application: Application | None = None
    recruiter: Recruiter | None = None


class CandidateHired(Event):
    """Somebody was hired; a later one moves the start date."""

    type_name: ClassVar[str] = "candidate.hired"

    type: Literal["candidate.hired"] = "candidate.hired"
    data: CandidateHiredData
