"""Hours, mornings, delays and anniversaries by the wall clock where somebody lives."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.vocabulary import Delay, TimeOfDay, business_days, days, hours, months, years
from tests.rules import strategies
from worker.rules.calendar import add_delay, due_at, expires_at, is_business_day, is_humane, morning_of, next_humane
from worker.rules.place import Place, place_of

ANY, MORNING = TimeOfDay.ANY, TimeOfDay.MORNING


def somewhere(zone: str, country: str | None = None, region: str | None = None, own_days: frozenset[date] = frozenset()) -> Place:
    return place_of(zone, country or "XX", region, default_zone="UTC", default_country=None, own_days=own_days)


COPENHAGEN = somewhere("Europe/Copenhagen", "DK")


def local(place: Place, year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=place.zone)


@pytest.mark.parametrize(
    ("day", "place", "expected"),
    [
        (date(2026, 6, 10), COPENHAGEN, True),
        (date(2026, 6, 13), COPENHAGEN, False),
        (date(2026, 6, 14), COPENHAGEN, False),
        (date(2026, 5, 25), COPENHAGEN, False),  # Whit Monday
        (date(2026, 1, 6), somewhere("Europe/Berlin", "DE", "BY"), False),  # Epiphany, in Bavaria
        (date(2026, 1, 6), somewhere("Europe/Berlin", "DE", "DE-BY"), False),
        (date(2026, 1, 6), somewhere("Europe/Berlin", "DE", "BE"), True),
        (date(2026, 1, 6), somewhere("Europe/Berlin", "DE", "nowhere"), True),
        (date(2026, 1, 1), somewhere("Europe/Berlin", "DE", "nowhere"), False),
        (date(2026, 1, 1), somewhere("Europe/Berlin", "XX"), True),
        (date(2026, 7, 3), somewhere("America/New_York", "US"), False),  # the 4th is a Saturday
        (date(2026, 6, 10), somewhere("Europe/Copenhagen", "DK", own_days=frozenset({date(2026, 6, 10)})), False),
    ],
)
def test_business_days_follow_country_region_and_our_own_days(day: date, place: Place, expected: bool) -> None:
    assert is_business_day(day, place) is expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (local(COPENHAGEN, 2026, 6, 10, 8, 0), local(COPENHAGEN, 2026, 6, 10, 8, 0)),
        (local(COPENHAGEN, 2026, 6, 10, 7, 59), local(COPENHAGEN, 2026, 6, 10, 8, 0)),
        (local(COPENHAGEN, 2026, 6, 10, 17, 59), local(COPENHAGEN, 2026, 6, 10, 17, 59)),
        (local(COPENHAGEN, 2026, 6, 10, 18, 0), local(COPENHAGEN, 2026, 6, 11, 8, 0)),
        (local(COPENHAGEN, 2026, 6, 12, 18, 0), local(COPENHAGEN, 2026, 6, 15, 8, 0)),  # Friday evening
        (local(COPENHAGEN, 2026, 3, 27, 18, 0), local(COPENHAGEN, 2026, 3, 30, 8, 0)),  # over the spring change
        (local(COPENHAGEN, 2026, 10, 23, 18, 0), local(COPENHAGEN, 2026, 10, 26, 8, 0)),  # over the autumn change
        (local(COPENHAGEN, 2026, 4, 1, 20, 0), local(COPENHAGEN, 2026, 4, 7, 8, 0)),  # Easter
        (local(COPENHAGEN, 2026, 12, 31, 20, 0), local(COPENHAGEN, 2027, 1, 4, 8, 0)),
    ],
)
def test_letters_wait_for_a_humane_hour(moment: datetime, expected: datetime) -> None:
    assert next_humane(moment, COPENHAGEN) == expected
    assert next_humane(moment, COPENHAGEN).tzinfo is UTC


def test_eight_is_humane_and_eighteen_is_not() -> None:
    assert is_humane(local(COPENHAGEN, 2026, 6, 10, 8, 0), COPENHAGEN)
    assert not is_humane(local(COPENHAGEN, 2026, 6, 10, 18, 0), COPENHAGEN)


def test_a_time_that_the_spring_change_skips_comes_later_and_never_earlier() -> None:
    twice = local(COPENHAGEN, 2026, 10, 25, 2, 30)
    for start in (twice, twice.replace(fold=1)):
        assert add_delay(start, days(154), COPENHAGEN) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)


def test_a_day_that_a_country_skips_is_skipped() -> None:
    apia = somewhere("Pacific/Apia")
    thursday = local(apia, 2011, 12, 29, 19, 0)
    assert next_humane(thursday, apia) == local(apia, 2012, 1, 2, 8, 0)


@given(strategies.moments, strategies.places)
def test_the_next_humane_hour_is_humane_and_the_earliest(moment: datetime, place: Place) -> None:
    humane = next_humane(moment, place)
    assert humane >= moment
    there = humane.astimezone(place.zone)
    assert there.weekday() < 5
    assert time(8) <= there.time() < time(18)
    assert there.date() not in place.own_days
    assert next_humane(humane, place) == humane
    if humane > moment:
        assert there.time() == time(8)
        assert not is_humane(moment, place)
        step = (humane - moment) / 97
        assert not any(is_humane(moment + step * count, place) for count in range(97))


@given(strategies.days, strategies.places, st.uuids())
def test_a_morning_is_a_business_morning_between_nine_and_a_quarter_to_ten(day: date, place: Place, key: object) -> None:
    morning = morning_of(day, place, str(key))
    there = morning.astimezone(place.zone)
    assert there.time() in (time(9), time(9, 15), time(9, 30), time(9, 45))
    assert there.date() >= day
    assert is_business_day(there.date(), place)
    assert morning_of(day, place, str(key)) == morning
    assert next_humane(morning, place) == morning


def test_mornings_are_spread() -> None:
    mornings = [morning_of(date(2026, 6, 10), COPENHAGEN, str(key)) for key in range(400)]
    counts = [mornings.count(morning) for morning in set(mornings)]
    assert len(counts) == 4
    assert min(counts) > 70


@pytest.mark.parametrize(
    ("start", "delay", "expected"),
    [
        (date(2024, 2, 29), years(1), date(2025, 2, 28)),
        (date(2024, 2, 29), years(4), date(2028, 2, 29)),
        (date(2026, 1, 31), months(1), date(2026, 2, 28)),
        (date(2026, 8, 31), months(6), date(2027, 2, 28)),
        (date(2026, 12, 1), months(1), date(2027, 1, 1)),
        (date(2026, 1, 1), days(90), date(2026, 4, 1)),
        (date(2026, 4, 1), business_days(2), date(2026, 4, 8)),  # Wednesday before Easter
        (date(2026, 6, 13), business_days(1), date(2026, 6, 15)),
        (date(2026, 6, 13), business_days(0), date(2026, 6, 13)),
        (date(2026, 6, 10), hours(25), date(2026, 6, 11)),
        (date(2026, 6, 10), hours(2), date(2026, 6, 10)),
    ],
)
def test_delays_are_counted_on_the_calendar(start: date, delay: Delay, expected: date) -> None:
    assert add_delay(start, delay, COPENHAGEN) == expected


def test_the_wall_clock_stays_over_both_clock_changes() -> None:
    for before in (local(COPENHAGEN, 2026, 3, 27, 9, 15), local(COPENHAGEN, 2026, 10, 23, 9, 15)):
        after = add_delay(before, days(7), COPENHAGEN).astimezone(COPENHAGEN.zone)
        assert after.time() == time(9, 15)
        assert after.date() == before.date() + timedelta(days=7)
        assert after.utcoffset() != before.utcoffset()


def test_hours_pass_as_they_pass() -> None:
    before = local(COPENHAGEN, 2026, 3, 28, 12, 0)
    assert add_delay(before, hours(24), COPENHAGEN).astimezone(COPENHAGEN.zone).time() == time(13)


@pytest.mark.parametrize(
    ("anchor", "delay", "at", "expected"),
    [
        # Rejected on a Friday afternoon: two business days later, in the morning, however late it was on Friday.
        (local(COPENHAGEN, 2026, 6, 12, 16, 0), business_days(2), MORNING, date(2026, 6, 16)),
        # Rejected in the night to Saturday, UTC: it is Saturday in Copenhagen.
        (datetime(2026, 6, 12, 22, 30, tzinfo=UTC), business_days(2), MORNING, date(2026, 6, 16)),
        (date(2026, 1, 1), days(90), MORNING, date(2026, 4, 1)),
        (date(2024, 2, 29), years(1), MORNING, date(2025, 2, 28)),
        (date(2025, 6, 13), years(1), MORNING, date(2026, 6, 15)),  # a Saturday
        (local(COPENHAGEN, 2026, 6, 10, 8, 0), hours(2), MORNING, date(2026, 6, 11)),
    ],
)
def test_a_step_is_due_on_the_morning_that_a_recruiter_would_name(
    anchor: datetime | date, delay: Delay, at: TimeOfDay, expected: date
) -> None:
    due = due_at(anchor, delay, at, COPENHAGEN, "key").astimezone(COPENHAGEN.zone)
    assert due.date() == expected
    assert time(9) <= due.time() <= time(9, 45)


def test_without_a_morning_a_step_is_due_as_soon_as_it_is_humane() -> None:
    assert due_at(local(COPENHAGEN, 2026, 6, 10, 9, 0), hours(2), ANY, COPENHAGEN, "") == local(COPENHAGEN, 2026, 6, 10, 11, 0)
    assert due_at(local(COPENHAGEN, 2026, 6, 10, 17, 0), hours(2), ANY, COPENHAGEN, "") == local(COPENHAGEN, 2026, 6, 11, 8, 0)
    assert due_at(date(2026, 6, 10), days(1), ANY, COPENHAGEN, "") == local(COPENHAGEN, 2026, 6, 11, 8, 0)
    assert due_at(date(2026, 6, 10), hours(10), ANY, COPENHAGEN, "") == local(COPENHAGEN, 2026, 6, 10, 10, 0)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/Los_Angeles", "Pacific/Auckland"])
def test_nine_in_the_morning_is_nine_where_they_live(zone: str) -> None:
    place = somewhere(zone)
    due = due_at(date(2026, 3, 10), days(1), MORNING, place, "key").astimezone(place.zone)
    assert due.hour == 9
    assert due.date() == date(2026, 3, 11)


@given(strategies.days, strategies.places, st.sampled_from([days(90), years(1), months(6), business_days(2), hours(30)]))
def test_what_is_due_is_due_at_a_humane_hour(day: date, place: Place, delay: Delay) -> None:
    for at in TimeOfDay:
        due = due_at(day, delay, at, place, "key")
        assert is_humane(due, place)
        assert due.tzinfo is UTC
        assert expires_at(due, days(14), place) > due
