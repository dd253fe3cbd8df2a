"""Own days: the days on which an installation writes to nobody, as they are written in its settings."""

from __future__ import annotations

import re
from datetime import date, timedelta

LONGEST_RANGE_DAYS = 366
_MISWRITTEN = "write days as 2026-12-24 and ranges as 2026-12-24..2026-12-31, comma separated"


def read_own_days(text: str) -> frozenset[date]:
    """The days of a comma-separated list of ISO dates and ranges, `first..last`, both ends included.

    Raises ValueError for what is no date, for a range that ends before it begins or is longer than a year, and for an
    empty list.
    """
    days: set[date] = set()
    for number, item in enumerate((one.strip() for one in re.split(r"[,\n]", text) if one.strip()), start=1):
        first, dots, last = item.partition("..")
        begins = _date(first, number)
        ends = _date(last, number) if dots else begins
        length = (ends - begins).days + 1
        if length < 1:
            raise ValueError(f"the range that is number {number} ends before it begins; {_MISWRITTEN}")
        if length > LONGEST_RANGE_DAYS:
            raise ValueError(f"the range that is number {number} is longer than a year; {_MISWRITTEN}")
        days.update(begins + timedelta(days=passed) for passed in range(length))
    if not days:
        raise ValueError(f"holds no day; {_MISWRITTEN}")
    return frozenset(days)


def _date(text: str, number: int) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError(f"number {number} is not a date; {_MISWRITTEN}") from None
