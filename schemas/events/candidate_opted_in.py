"""`candidate.opted_in`: upstream recorded that somebody wants a topic. Never lifts an earlier no."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Candidate, Text


class CandidateOptedInData(EventData):
    """What `candidate.opted_in` carries."""

    candidate: Candidate
    topic: Text = "talent_network"
    wording: Text | None = None


class CandidateOptedIn(Event):
    """Upstream recorded that somebody wants a topic. Never lifts an earlier no."""

    type_name: ClassVar[str] = "candidate.opted_in"

    type: Literal["candidate.opted_in"] = "candidate.opted_in"
    data: CandidateOptedInData
