"""`candidate.unhired`: a hire was taken back."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Application, Candidate, Recruiter


class CandidateUnhiredData(EventData):
    """What `candidate.unhired` carries."""

    candidate: Candidate
    application: Application | None = None
    recruiter: Recruiter | None = None


class CandidateUnhired(Event):
    """A hire was taken back."""

    type_name: ClassVar[str] = "candidate.unhired"

    type: Literal["candidate.unhired"] = "candidate.unhired"
    data: CandidateUnhiredData
