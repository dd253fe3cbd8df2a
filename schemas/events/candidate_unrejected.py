"""`candidate.unrejected`: a rejection was taken back."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Application, Candidate, Recruiter


class CandidateUnrejectedData(EventData):
    """What `candidate.unrejected` carries."""

    candidate: Candidate
    application: Application
    recruiter: Recruiter | None = None


class CandidateUnrejected(Event):
    """A rejection was taken back."""

    type_name: ClassVar[str] = "candidate.unrejected"

    type: Literal["candidate.unrejected"] = "candidate.unrejected"
    data: CandidateUnrejectedData
