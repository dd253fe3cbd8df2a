"""What comes again is counted from its anchor."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given

from campaigns.vocabulary import Letter, days, hours, months, morning, years
from tests.rules import strategies
from worker.rules.place import place_of
from worker.rules.recurrence import first_occurrence_from, occurrence_due_at

COPENHAGEN = place_of("Europe/Copenhagen", "DK", None, default_zone="UTC", default_country=None)
YEARLY = Letter("congratulations", after=years(1), every=years(1), at=morning)


def _day(anchor: date, letter: Letter, occurrence: int) -> date:
    return occurrence_due_at(anchor, letter, occurrence, COPENHAGEN, "key").astimezone(COPENHAGEN.zone).date()


def test_29_february_falls_on_the_28th_and_comes_back_in_leap_years() -> None:
    anchor = date(2020, 2, 29)
    # 2021: a Sunday, so Monday; 2024: a leap year, on a Thursday; 2025: a Friday.
    assert [_day(anchor, YEARLY, n) for n in (0, 3, 4)] == [date(2021, 3, 1), date(2024, 2, 29), date(2025, 2, 28)]


def test_months_and_years_are_counted_together() -> None:
    letter = Letter("ask", after=months(6), every=months(2), at=morning)
    assert _day(date(2025, 8, 31), letter, 2) == date(2026, 6, 30)  # and not by way of 28 February
    assert _day(date(2025, 8, 31), Letter("x", after=months(6), every=years(1), at=morning), 1) == date(2027, 3, 1)


def test_units_that_do_not_add_up_are_counted_one_after_the_other() -> None:
    letter = Letter("x", after=hours(2), every=days(7))
    anchor = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
    assert occurrence_due_at(anchor, letter, 1, COPENHAGEN, "") == datetime(2026, 6, 15, 10, 0, tzinfo=UTC)


def test_a_letter_that_does_not_recur_has_one_occurrence() -> None:
    once = Letter("x", after=days(1))
    with pytest.raises(ValueError, match="does not recur"):
        occurrence_due_at(date(2026, 6, 8), once, 1, COPENHAGEN, "")
    assert first_occurrence_from(date(2015, 6, 8), once, COPENHAGEN, "", strategies.NOW) is None


def test_ten_years_that_passed_before_we_knew_are_left_out() -> None:
    found = first_occurrence_from(date(2016, 6, 9), YEARLY, COPENHAGEN, "key", datetime(2026, 6, 10, tzinfo=UTC))
    assert found is not None
    occurrence, due = found
    assert occurrence == 10
    assert due.date() == date(2027, 6, 9)


@given(strategies.days, strategies.moments)
def test_the_first_occurrence_from_now_on_is_the_first(anchor: date, now: datetime) -> None:
    found = first_occurrence_from(anchor, YEARLY, COPENHAGEN, "key", now)
    assert found is not None
    occurrence, due = found
    assert due >= now
    assert due == occurrence_due_at(anchor, YEARLY, occurrence, COPENHAGEN, "key")
    if occurrence:
        assert occurrence_due_at(anchor, YEARLY, occurrence - 1, COPENHAGEN, "key") < now
        assert due - now < timedelta(days=372)
