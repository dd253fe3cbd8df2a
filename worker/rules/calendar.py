"""Calendar: delays, mornings and humane hours, decided by the wall clock where the person lives.

Everything takes and gives aware datetimes; what comes out is in UTC.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from hashlib import blake2b
from typing import overload

import holidays

from campaigns.vocabulary.delay import Delay
from campaigns.vocabulary.step import TimeOfDay
from worker.rules.place import Place

OPENS = time(8)
"""The first humane hour, included."""
CLOSES = time(18)
"""The end of the humane hours, itself not included."""
MORNING = time(9)
SPREAD = timedelta(minutes=15)
SPREAD_SLOTS = 4

_DAY = timedelta(days=1)


@lru_cache(maxsize=65536)
def is_business_day(day: date, place: Place) -> bool:
    """Monday to Friday, no public holiday of the place, and none of the installation's own days."""
    return day.weekday() < 5 and day not in place.own_days and day not in _holidays(place.country, place.region, day.year)


@lru_cache(maxsize=4096)  # a page of a newsletter asks it of one moment a thousand times
def next_humane(moment: datetime, place: Place) -> datetime:
    """The earliest instant, not before `moment`, that is a business day between 08:00 and 18:00 where the person lives."""
    local = moment.astimezone(place.zone)
    clock = local.time()
    day = local.date()
    if clock < OPENS:
        opening = _instant(next_business_day(day, place), OPENS, place)
    elif clock < CLOSES and is_business_day(day, place):
        return moment.astimezone(UTC)
    else:
        opening = _instant(next_business_day(day + _DAY, place), OPENS, place)
    # Where a whole day is skipped (Samoa, 30 December 2011) its opening falls on the day after, so look once more.
    return opening if is_humane(opening, place) else next_humane(opening, place)


def is_humane(moment: datetime, place: Place) -> bool:
    """Whether a letter may leave at that instant."""
    local = moment.astimezone(place.zone)
    return OPENS <= local.time() < CLOSES and is_business_day(local.date(), place)


def next_business_day(day: date, place: Place) -> date:
    """The first business day that is not before `day`."""
    while not is_business_day(day, place):
        day += _DAY
    return day


def morning_of(day: date, place: Place, spread_key: str) -> datetime:
    """09:00 to 09:45 on the first business day not before `day`; the same key always gets the same quarter of an hour."""
    slot = blake2b(spread_key.encode(), digest_size=2).digest()[0] % SPREAD_SLOTS
    return _instant(next_business_day(day, place), MORNING, place) + slot * SPREAD


def on_the_day_of(moment: datetime, clock: time, place: Place) -> datetime:
    """That wall-clock time, where the person lives, on the day that `moment` is there."""
    return _instant(moment.astimezone(place.zone).date(), clock, place)


@overload
def add_delay(start: datetime, delay: Delay, place: Place) -> datetime: ...
@overload
def add_delay(start: date, delay: Delay, place: Place) -> date: ...
def add_delay(start: datetime | date, delay: Delay, place: Place) -> datetime | date:
    """`delay` after `start`: of an instant the instant (same wall clock, later date), of a date the date.

    Hours are counted as they pass, clock changes included; every other unit is counted on local dates. Hours after a
    date are counted from its local midnight. 29 February falls on the 28th in common years.
    """
    if not isinstance(start, datetime):
        if delay.unit == "hours":
            return (_instant(start, time(0), place) + timedelta(hours=delay.count)).astimezone(place.zone).date()
        return _later_date(start, delay, place)
    if delay.unit == "hours":
        return start.astimezone(UTC) + timedelta(hours=delay.count)
    if delay.count == 0:
        return start.astimezone(UTC)
    local = start.astimezone(place.zone)
    return _instant(_later_date(local.date(), delay, place), local.time(), place)


def due_at(anchor: datetime | date, delay: Delay, at: TimeOfDay, place: Place, spread_key: str) -> datetime:
    """When a step is due: `delay` after its anchor, moved to a humane hour, or to the morning when it asks for one.

    The morning of a delay in days is that day's, even if the anchor was later in its day; the morning of a delay in
    hours is the first one after the hours have passed.
    """
    if isinstance(anchor, datetime):
        instant = add_delay(anchor, delay, place)
        day = instant.astimezone(place.zone).date()
    elif delay.unit == "hours":
        instant = _instant(anchor, time(0), place) + timedelta(hours=delay.count)
        day = instant.astimezone(place.zone).date()
    else:
        day = _later_date(anchor, delay, place)
        instant = _instant(day, time(0), place)
    if at is TimeOfDay.ANY:
        return next_humane(instant, place)
    morning = morning_of(day, place, spread_key)
    if delay.unit == "hours" and morning < instant:
        return morning_of(day + _DAY, place, spread_key)
    return morning


def expires_at(due: datetime, expires: Delay, place: Place) -> datetime:
    """The last instant at which a letter due at `due` may still leave."""
    return add_delay(due, expires, place)


def _later_date(day: date, delay: Delay, place: Place) -> date:
    match delay.unit:
        case "days":
            return day + timedelta(days=delay.count)
        case "business_days":
            for _ in range(delay.count):
                day = next_business_day(day + _DAY, place)
            return day
        case "months":
            return add_months(day, delay.count)
        case "years":
            return add_months(day, 12 * delay.count)
        case "hours":
            raise ValueError("hours are not counted in dates")


def add_months(day: date, count: int) -> date:
    """The same day of the month, so many months later; its last day where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _instant(day: date, clock: time, place: Place) -> datetime:
    """That wall-clock time as an instant. A time that a clock change skips becomes the same time by the clock before it."""
    return datetime.combine(day, clock.replace(fold=0), place.zone).astimezone(UTC)


@lru_cache(maxsize=2048)
def _holidays(country: str | None, region: str | None, year: int) -> frozenset[date]:
    """Public holidays; of the whole country when the region is unknown; none when the country is."""
    if country is None:
        return frozenset()
    subdivision = region.removeprefix(f"{country}-") if region else None
    for known in (subdivision, None) if subdivision else (None,):
        try:
            return frozenset(holidays.country_holidays(country, subdiv=known, years=year))
        except NotImplementedError:
            continue
    return frozenset()
