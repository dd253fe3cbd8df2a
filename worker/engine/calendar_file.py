"""The calendar file: a community event as an .ics that any calendar opens (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import blake2b

from icalendar import Calendar, Event
from icalendar.prop import vUri

from emails.values import CommunityEvent, LetterValues
from worker.delivery.transport import Attachment

MIME_TYPE = "text/calendar; charset=utf-8; method=PUBLISH"


def calendar_file(values: LetterValues, subject: str, now: datetime) -> Attachment | None:
    """The event the letter invites to; None when it invites to none.

    `subject` is upstream's own key of the event: whoever adds it twice, or anew after it moved, has it once. Times are in
    UTC, so no calendar has to know a time zone of ours; nothing in the file names the reader.
    """
    if values.event is None:
        return None
    calendar = Calendar()
    calendar.add("prodid", f"-//{values.company}//Rapport//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(_entry(values.event, subject, now))
    return Attachment("invitation.ics", MIME_TYPE, calendar.to_ical())


def _entry(event: CommunityEvent, subject: str, now: datetime) -> Event:
    entry = Event()
    entry.add("uid", f"{blake2b(subject.encode(), digest_size=16).hexdigest()}@rapport")
    entry.add("dtstamp", now.astimezone(UTC))
    entry.add("dtstart", event.starts_at.astimezone(UTC))
    if event.ends_at is not None:
        entry.add("dtend", event.ends_at.astimezone(UTC))
    entry.add("summary", event.title)
    for name, said in (("location", event.place), ("description", event.description)):
        if said:
            entry.add(name, said)
    if event.url:
        entry.add("url", vUri(event.url))
    return entry
