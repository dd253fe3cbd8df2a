"""`candidate.left`: somebody left the job they were placed in."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Candidate, Placement, Recruiter


class CandidateLeftData(EventData):
    """What `candidate.left` carries."""

    candidate: Candidate
    placement: Placement | None = None
    recruiter: Recruiter | None = None


class CandidateLeft(Event):
    """Somebody left the job they were placed in."""

    type_name: ClassVar[str] = "candidate.left"

    type: Literal["candidate.left"] = "candidate.left"
    data: CandidateLeftData
