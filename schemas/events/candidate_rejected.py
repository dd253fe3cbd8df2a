"""`candidate.rejected`: an application was turned down."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Application, Candidate, FeedbackFor, Recruiter


class CandidateRejectedData(EventData):
    """What `candidate.rejected` carries."""

    candidate: Candidate
    application: Application
    recruiter: Recruiter | None = None
    feedback: FeedbackFor | None = None


class CandidateRejected(Event):
    """An application was turned down."""

    type_name: ClassVar[str] = "candidate.rejected"

    type: Literal["candidate.rejected"] = "candidate.rejected"
    data: CandidateRejectedData
