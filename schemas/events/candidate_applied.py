"""`candidate.applied`: somebody applied for a job."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Application, Candidate, Recruiter


class CandidateAppliedData(EventData):
    """What `candidate.applied` carries."""

    candidate: Candidate
    application: Application
    recruiter: Recruiter | None = None


class CandidateApplied(Event):
    """Somebody applied for a job."""

    type_name: ClassVar[str] = "candidate.applied"

    type: Literal["candidate.applied"] = "candidate.applied"
    data: CandidateAppliedData
