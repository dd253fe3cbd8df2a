"""The day somebody says they will be back, read from an out-of-office text in the languages we meet."""

from __future__ import annotations

import re
from datetime import date, timedelta

LONGEST = 4_000
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar jan januari janvier enero", "february februar feb februari février fevrier febrero",
            "march marts märz maerz mar mrz mars maart marzo", "april apr avril abril", "may maj mai mei mayo",
            "june juni jun juin junio", "july juli jul juillet julio", "august aug augusti augustus août aout agosto",
            "september sept sep septembre septiembre", "october oktober oct okt octobre octubre",
            "november nov novembre noviembre", "december dezember dec dez décembre diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?:,?\s*(?:de\s+)?(?P<year>20\d\d))?"
_DATES = (
    re.compile(r"\b(?P<year>20\d\d)-(?P<number>\d\d)-(?P<day>\d\d)\b"),
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:\.|st|nd|rd|th|er)?(?:\s+(?:of|de))?\s*{_MONTH}{_YEAR}", re.IGNORECASE),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b{_YEAR}", re.IGNORECASE),
    re.compile(r"\b(?P<day>\d{1,2})\.\s?(?P<number>\d{1,2})\.(?:\s?(?P<year>20\d\d|\d\d)\b)?"),
    re.compile(r"(?:(?P<year>20\d\d)年\s?)?(?P<number>\d{1,2})月\s?(?P<day>\d{1,2})日"),
    re.compile(r"\b(?P<day>\d{1,2})/(?P<number>\d{1,2})(?:[-/](?P<year>20\d\d))?\b"),
)
_TIL_THEN = re.compile(
    r"\b(?:until|till|til|through|to|return(?:ing)?(?: to the office)?(?: on)?|back(?: in the office| at work)?(?: on)?|from"
    r"|bis(?: zum| einschließlich| einschl\.)?|ab(?: dem)?|wieder|zurück|am|til og med|t\.o\.m\.|indtil|tilbage|igen|den|d\."
    r"|jusqu'au|retour|hasta|regreso|vuelvo|tot(?: en met)?|terug|vanaf|tillbaka|åter|tilbake)(?:\b|(?<=\.))",
    re.IGNORECASE,
)
_FROM_THEN = re.compile(r"\s?(?:\([月火水木金土日]\)\s?)?(?:まで|から|より|に復帰)")
"""Japanese says it after the date."""
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
            day = _date_of(match, today) if _TIL_THEN.search(before) or _FROM_THEN.match(said, match.end()) else None
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
