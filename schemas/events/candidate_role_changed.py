"""`candidate.role_changed`: somebody placed took another role."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Candidate, Placement, Recruiter


class CandidateRoleChangedData(EventData):
    """What `candidate.role_changed` carries."""

    candidate: Candidate
    placement: Placement
    recruiter: Recruiter | None = None


class CandidateRoleChanged(Event):
    """Somebody placed took another role."""

    type_name: ClassVar[str] = "candidate.role_changed"

    type: Literal["candidate.role_changed"] = "candidate.role_changed"
    data: CandidateRoleChangedData
