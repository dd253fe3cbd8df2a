"""Outside the person's hours: Monday to Friday, 8 to 18, by their own clock, and not on a public holiday of theirs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from demo.checks.evidence import Evidence
from demo.checks.people import People

_FIRST_HOUR, _LAST_HOUR = 8, 17
_SATURDAY = 5


def outside_hours(evidence: Evidence) -> Iterator[str]:
    """Each letter to a candidate that left at another hour."""
    people = People(evidence.lines)
    for letter in evidence.to_candidates:
        person = people.at(letter.to)
        if person is None:
            continue  # counted as a letter to a stranger
        home = person.home(letter.at)
        local = letter.at.astimezone(ZoneInfo(home.zone))
        if wrong := _what_is_wrong(local, home.country, home.region):
            yield f"letter {letter.id} to {letter.to}: {local:%A %Y-%m-%d %H:%M} in {home.zone}, {wrong}"


def _what_is_wrong(local: datetime, country: str, region: str | None) -> str:
    if local.weekday() >= _SATURDAY:
        return "a weekend"
    if not _FIRST_HOUR <= local.hour <= _LAST_HOUR:
        return "not between 8 and 18"
    holiday = _calendar(country, region).get(local.date())
    return f"a holiday ({holiday})" if holiday else ""


@lru_cache
def _calendar(country: str, region: str | None) -> holidays.HolidayBase:
    try:
        return holidays.country_holidays(country, subdiv=region)
    except NotImplementedError:  # upstream told of a move to another country, and of no region there
        return holidays.country_holidays(country)
