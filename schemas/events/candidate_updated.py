"""`candidate.updated`: what is known of a person changed; may move the start date."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Candidate, Placement, Recruiter


class CandidateUpdatedData(EventData):
    """What `candidate.updated` carries."""

    candidate: Candidate
    placement: Placement | None = None
    recruiter: Recruiter | None = None


class CandidateUpdated(Event):
    """What is known of a person changed; may move the start date."""

    type_name: ClassVar[str] = "candidate.updated"

    type: Literal["candidate.updated"] = "candidate.updated"
    data: CandidateUpdatedData
