"""`candidate.erased`: everything about the person is to be erased, or made anonymous."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Snapshot, UpstreamId


class ErasedCandidate(Snapshot):
    """Only the id: whoever is to be forgotten is not described again."""

    id: UpstreamId


class CandidateErasedData(EventData):
    """What `candidate.erased` carries."""

    candidate: ErasedCandidate


class CandidateErased(Event):
    """Everything about the person is to be erased, or made anonymous."""

    type_name: ClassVar[str] = "candidate.erased"

    type: Literal["candidate.erased"] = "candidate.erased"
    data: CandidateErasedData
