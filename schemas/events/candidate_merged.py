"""`candidate.merged`: two upstream records turned out to be one person; `into` stays."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Candidate


class CandidateMergedData(EventData):
    """What `candidate.merged` carries."""

    candidate: Candidate
    into: Candidate


class CandidateMerged(Event):
    """Two upstream records turned out to be one person; `into` stays."""

    type_name: ClassVar[str] = "candidate.merged"

    type: Literal["candidate.merged"] = "candidate.merged"
    data: CandidateMergedData
