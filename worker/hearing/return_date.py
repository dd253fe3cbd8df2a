"""The day somebody says they will be back, read from an out-of-office text in English, Danish or German."""

from __future__ import annotations

import re
from datetime import date, timedelta

LONGEST = 4_000
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar jan", "february februar feb", "march marts märz maerz mar mrz", "april apr", "may maj mai",
            "june juni jun", "july juli jul", "august aug", "september sept sep", "october oktober oct okt",
            "november nov", "december dezember dec dez",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:,?\s*(?P<year>20\d\d))?"
_DATES = (
    re.compile(r"\b(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th)?(?:\s+of)?\s*{_MONTH}{_YEAR}", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b{_YEAR}", re.IGNORECASE),
    re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<number>\d{1,2})\.(?:\s?(?P<year>20\d\d|\d\d)\b)?"),
    re.compile(r"\b(?P<day>\d{1,2})/(?P<number>\d{1,2})(?:[-/](?P<year>20\d\d))?\b"),
)
_TIL_THEN = re.compile(
    r"\b(?:until|till|til|through|to|return(?:ing)?(?: to the office)?(?: on)?|back(?: in the office| at work)?(?: on)?|from"
    r"|bis(?: zum| einschließlich| einschl\.)?|ab(?: dem)?|wieder|zurück|am|til og med|t\.o\.m\.|indtil|tilbage|igen|den|d\.)\b",
    re.IGNORECASE,
)
_FURTHEST = timedelta(days=400)


def return_date_in(text: str, today: date | None) -> date | None:
    """The latest date that a text names near words of returning, not in the past and at most 400 days ahead; else None.

    Without `today` only dates with a year are read. Where day and month could be swapped, the European order rules.
    """
    said = text[:LONGEST]
    found = []
    for pattern in _DATES:
        for match in pattern.finditer(said):
            before = said[max(0, match.start() - 40) : match.start()]
            day = _date_of(match, today) if _TIL_THEN.search(before) else None
            if day is not None and (today is None or today <= day <= today + _FURTHEST):
                found.append(day)
    return max(found, default=None)


def _date_of(match: re.Match[str], today: date | None) -> date | None:
    told = match.groupdict()
    month = int(told["number"]) if told.get("number") else _MONTHS[told["month"].lower()]
    try:
        if told.get("year"):
            return date(int(told["year"]) % 2000 + 2000, month, int(told["day"]))
        if today is None:
            return None
        day = date(today.year, month, int(told["day"]))
        # Without a year the next such day is meant: in December, "back on 4 January".
        return day if day >= today - timedelta(days=60) else date(today.year + 1, month, int(told["day"]))
    except ValueError:
        return None
