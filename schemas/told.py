"""What upstream is told: the types, and the shape of each as a CloudEvent, for whoever is to read them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Generic, Literal, TypeVar
from uuid import UUID

from pydantic import AwareDatetime, BaseModel


class Told(StrEnum):
    """The types of what is told."""

    REPLIED = "rapport.candidate.replied"
    TOPIC_CHOSEN = "rapport.candidate.topic_chosen"
    UNSUBSCRIBED = "rapport.candidate.unsubscribed"
    RESUBSCRIBED = "rapport.candidate.resubscribed"
    BOUNCED = "rapport.candidate.bounced"
    COMPLAINED = "rapport.candidate.complained"
    ERASURE_REQUESTED = "rapport.candidate.erasure_requested"
    HANDOFF_OPENED = "rapport.handoff.opened"
    HANDOFF_RESOLVED = "rapport.handoff.resolved"


class Ref(BaseModel):
    """Upstream's own id of a person, and the source that gave it."""

    source: str
    id: str


class ToldData(BaseModel):
    """Whom it is about, and, where there is one, the letter or the step. What does not apply is left out."""

    refs: list[Ref]
    campaign: str | None = None
    step: str | None = None
    message_id: UUID | None = None


class WithReason(ToldData):
    """Says why, too."""

    reason: str


class AboutTopic(ToldData):
    """What they said of one topic."""

    topic: str
    wanted: bool


class AboutHandoff(WithReason):
    """Which handoff."""

    handoff_id: UUID


Data = TypeVar("Data", bound=ToldData)


class ToldEvent(BaseModel, Generic[Data]):
    """The CloudEvents 1.0 envelope of what is told."""

    specversion: Literal["1.0"]
    id: UUID
    source: str
    type: Told
    time: AwareDatetime
    datacontenttype: Literal["application/json"]
    data: Data


TOLD_EVENTS: Mapping[Told, type[ToldEvent[Any]]] = {
    Told.REPLIED: ToldEvent[ToldData],
    Told.TOPIC_CHOSEN: ToldEvent[AboutTopic],
    Told.UNSUBSCRIBED: ToldEvent[WithReason],
    Told.RESUBSCRIBED: ToldEvent[ToldData],
    Told.BOUNCED: ToldEvent[WithReason],
    Told.COMPLAINED: ToldEvent[WithReason],
    Told.ERASURE_REQUESTED: ToldEvent[ToldData],
    Told.HANDOFF_OPENED: ToldEvent[AboutHandoff],
    Told.HANDOFF_RESOLVED: ToldEvent[AboutHandoff],
}
"""The shape of each."""
