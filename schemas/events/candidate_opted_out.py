"""`candidate.opted_out`: upstream recorded a no; without a topic, a no to everything."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Candidate, Text


class CandidateOptedOutData(EventData):
    """What `candidate.opted_out` carries."""

    candidate: Candidate
    topic: Text | None = None


class CandidateOptedOut(Event):
    """Upstream recorded a no; without a topic, a no to everything."""

    type_name: ClassVar[str] = "candidate.opted_out"

    type: Literal["candidate.opted_out"] = "candidate.opted_out"
    data: CandidateOptedOutData
