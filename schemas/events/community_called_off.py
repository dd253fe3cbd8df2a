"""`community.called_off`: an event of the company does not take place."""

from __future__ import annotations

from typing import ClassVar, Literal

from schemas.event import Event, EventData
from schemas.snapshot import Snapshot, UpstreamId


class CalledOff(Snapshot):
    """Which event it was."""

    id: UpstreamId


class CommunityCalledOffData(EventData):
    """What `community.called_off` carries."""

    event: CalledOff


class CommunityCalledOff(Event):
    """An event of the company does not take place. Nobody is invited to it any more."""

    type_name: ClassVar[str] = "community.called_off"

    type: Literal["community.called_off"] = "community.called_off"
    data: CommunityCalledOffData
