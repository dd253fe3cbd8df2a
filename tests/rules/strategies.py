"""What the generated tests draw from."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from worker.rules.history import PastLetter
from worker.rules.human_or_machine import Touch
from worker.rules.place import Place

NOW = datetime(2026, 6, 10, 10, 0, tzinfo=UTC)

# Every kind of clock: none, half hours, both hemispheres, changes at midnight, far from Greenwich on both sides.
ZONES = (
    "UTC",
    "Europe/Copenhagen",
    "Europe/London",
    "Africa/Casablanca",
    "Africa/Cairo",
    "America/New_York",
    "America/St_Johns",
    "America/Santiago",
    "America/Havana",
    "Asia/Beirut",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Australia/Sydney",
    "Pacific/Auckland",
    "Pacific/Chatham",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
)

_START = datetime(2024, 1, 1, tzinfo=UTC)
moments = st.integers(0, 11 * 366 * 86400).map(lambda seconds: _START + timedelta(seconds=seconds))
days = st.dates(min_value=date(2020, 1, 1), max_value=date(2034, 12, 31))
places = st.builds(
    Place,
    zone=st.sampled_from(ZONES).map(ZoneInfo),
    country=st.sampled_from([None, "DK", "DE", "US", "JP", "XX"]),
    region=st.sampled_from([None, "BY", "NY"]),
    own_days=st.frozensets(st.dates(min_value=date(2026, 1, 1), max_value=date(2026, 12, 31)), max_size=4),
)
_ages = st.integers(min_value=0, max_value=400 * 24).map(lambda hours: timedelta(hours=hours))
_signs = st.none() | _ages.map(lambda age: NOW - age)


@st.composite
def past_letters(draw: st.DrawFn, *, signs: bool = True) -> PastLetter:
    """A letter of the last 400 days; without `signs`, one that no person touched."""
    sign = _signs if signs else st.none()
    return PastLetter(
        sent_at=NOW - draw(_ages),
        campaign="c",
        step="s",
        trackable=draw(st.booleans()),
        delivered=draw(st.booleans()),
        opened_at=draw(sign),
        clicked_at=draw(sign),
        replied_at=draw(sign),
        machine_touched=draw(st.booleans()),
    )


histories = st.lists(past_letters(), max_size=12).map(tuple)
silent_histories = st.lists(past_letters(signs=False), max_size=14).map(tuple)
joinings = st.none() | _ages.map(lambda age: NOW - age)

_AGENTS = (
    None,
    "",
    "Mozilla/5.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Barracuda Sentinel (EE)",
)
touches = st.builds(
    Touch,
    kind=st.sampled_from(["opened", "clicked"]),
    at=st.integers(min_value=-10, max_value=7200).map(lambda seconds: NOW + timedelta(seconds=seconds)),
    user_agent=st.sampled_from(_AGENTS),
    machine_flag=st.sampled_from([None, False, True]),
    url=st.sampled_from([None, *(f"https://jobs.example/{number}" for number in range(5))]),
    method=st.sampled_from([None, "GET", "HEAD"]),
)
