"""The calendar file: a community event as an .ics that any calendar opens (RFC 5545)."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import blake2b

from icalendar import Calendar, Event
from icalendar.prop import vUri

from emails.values import CommunityEvent, LetterValues
from worker.delivery.transport import Attachment
from worker.engine.event_change import EventChange


def calendar_file(values: LetterValues, key: str, now: datetime) -> Attachment | None:
    """The event the letter invites to, or how it stands now; None when it is about none.

    `key` is the enrollment's: that of the event, or of a change to it. Whoever adds the file twice, or anew after it moved,
    has the event once, and one that is called off goes out of the calendar (RFC 5546, CANCEL). Times are in UTC, so no
    calendar has to know a time zone of ours; nothing in the file names the reader.
    """
    if values.event is None:
        return None
    change = EventChange.read(key) or EventChange(key, 0, called_off=False)
    method = "CANCEL" if change.called_off else "PUBLISH"
    calendar = Calendar()
    calendar.add("prodid", f"-//{values.company}//Rapport//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    calendar.add_component(_entry(values.event, change, now))
    return Attachment("invitation.ics", f"text/calendar; charset=utf-8; method={method}", calendar.to_ical())


def _entry(event: CommunityEvent, change: EventChange, now: datetime) -> Event:
    entry = Event()
    entry.add("uid", f"{blake2b(change.event_key.encode(), digest_size=16).hexdigest()}@rapport")
    entry.add("sequence", change.revision)
    if change.called_off:
        entry.add("status", "CANCELLED")
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
