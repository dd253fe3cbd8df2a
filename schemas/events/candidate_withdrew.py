"""`candidate.withdrew`: the candidate withdrew an application."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Application, Candidate, Recruiter


class CandidateWithdrewData(EventData):
    """What `candidate.withdrew` carries."""

    candidate: Candidate
    application: Application
    recruiter: Recruiter | None = None


class CandidateWithdrew(Event):
    """The candidate withdrew an application."""

    type_name: ClassVar[str] = "candidate.withdrew"

    type: Literal["candidate.withdrew"] = "candidate.withdrew"
    data: CandidateWithdrewData
