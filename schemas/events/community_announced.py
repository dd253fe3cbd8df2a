"""`community.announced`: the company holds an event that people can come to."""

from __future__ import annotations

from typing import ClassVar, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import Field, HttpUrl, model_validator

from schemas.event import Event, EventData, Time
from schemas.snapshot import Country, Locale, LongText, Recruiter, Snapshot, Text, UpstreamId, Zone


class CommunityEvent(Snapshot):
    """An evening, a talk, an open house: what an invitation says of it."""

    id: UpstreamId
    title: Text
    starts_at: Time
    ends_at: Time | None = None
    zone: Zone = Field(description="IANA time zone of the place: its clock is what the invitation names.")
    place: Text | None = Field(None, description="Where people come to; absent for something held online.")
    description: LongText | None = None
    url: HttpUrl | None = Field(None, description="Its public page.")
    accept_url: HttpUrl | None = Field(None, description="Where to say that one will come.")
    country: Country | None = Field(None, description="Only for people of this country. Absent: for everybody.")
    locale: Locale | None = Field(None, description="The language it is held in; only for people who read it. Absent: for all.")
    skills: tuple[Text, ...] = Field((), description="Only for people with one of these. Empty: for everybody.")

    @model_validator(mode="after")
    def _fits_into_a_calendar(self) -> Self:
        if self.ends_at is not None and self.ends_at < self.starts_at:
            raise ValueError("ends_at lies before starts_at")
        try:
            for moment in (self.starts_at, self.ends_at or self.starts_at):
                moment.astimezone(ZoneInfo(self.zone))
        except OverflowError:
            raise ValueError("lies outside the years 1 to 9999 in its zone") from None
        return self


class CommunityAnnouncedData(EventData):
    """What `community.announced` carries."""

    event: CommunityEvent
    recruiter: Recruiter | None = None


class CommunityAnnounced(Event):
    """The company holds an event that people can come to."""

    type_name: ClassVar[str] = "community.announced"

    type: Literal["community.announced"] = "community.announced"
    data: CommunityAnnouncedData
