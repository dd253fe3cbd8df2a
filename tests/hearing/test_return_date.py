from __future__ import annotations

from datetime import date

import pytest

from worker.hearing.return_date import return_date_in

TODAY = date(2026, 12, 15)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I am away until 4 January", date(2027, 1, 4)),
        ("I will be back on January 4th, 2027.", date(2027, 1, 4)),
        ("Out from 16 December to 2026-12-28", date(2026, 12, 28)),
        ("returning Monday, back on 21/12", date(2026, 12, 21)),
        ("Jeg er tilbage d. 4. januar", date(2027, 1, 4)),
        ("Jeg holder ferie til og med den 3. jan. 2027", date(2027, 1, 3)),
        ("Ich bin ab dem 11.01.2027 wieder erreichbar", date(2027, 1, 11)),
        ("Ich bin bis einschließlich 8. Januar im Urlaub", date(2027, 1, 8)),
        ("Ich bin vom 18.12. bis 05.01. abwesend", date(2027, 1, 5)),
        ("back on 31 February", None),
        ("We met until 3 March 2019", None),
        ("Call me at 12 to 14.30", None),
        ("I am away", None),
        ("until " + "1" * 5000, None),
    ],
)
def test_a_stated_return_is_read(text: str, expected: date | None) -> None:
    assert return_date_in(text, TODAY) == expected


def test_without_today_only_a_whole_date_counts() -> None:
    assert return_date_in("back on 4 January", None) is None
    assert return_date_in("back on 4 January 2027", None) == date(2027, 1, 4)
