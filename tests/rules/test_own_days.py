"""The installation's own days, as settings write them."""

from __future__ import annotations

from datetime import date

import pytest

from worker.rules.own_days import read_own_days


def test_days_and_ranges_are_read_with_both_ends() -> None:
    days = read_own_days("2026-05-15, 2026-12-30..2027-01-02")
    assert sorted(days) == [
        date(2026, 5, 15),
        date(2026, 12, 30),
        date(2026, 12, 31),
        date(2027, 1, 1),
        date(2027, 1, 2),
    ]


@pytest.mark.parametrize(
    "wrong", ["", ",", "2026-13-01", "24-12-2026", "2026-12-31..2026-12-24", "2026-01-01..2028-01-01", "2026-01-01.."]
)
def test_what_is_no_day_is_refused_with_how_to_write_it(wrong: str) -> None:
    with pytest.raises(ValueError, match="2026-12-24"):
        read_own_days(wrong)
