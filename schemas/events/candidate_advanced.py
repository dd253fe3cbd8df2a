"""`candidate.advanced`: an application moved on to another stage."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Application, Candidate, Recruiter


class CandidateAdvancedData(EventData):
    """What `candidate.advanced` carries."""

    candidate: Candidate
    application: Application
    recruiter: Recruiter | None = None


class CandidateAdvanced(Event):
    """An application moved on to another stage."""

    type_name: ClassVar[str] = "candidate.advanced"

    type: Literal["candidate.advanced"] = "candidate.advanced"
    data: CandidateAdvancedData
