"""Best hour: the quarter of an hour at which somebody is most likely to read, learnt from when they did. See docs/tempo.md.

Opens and clicks by people are counted by the wall clock where the person lives. What happened outside the humane hours
is left out: it says nothing about which of them is best.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from worker.rules.calendar import CLOSES, MORNING, OPENS
from worker.rules.history import PastLetter

FEWEST_OWN = 3
"""So many letters somebody must have read before their own habit counts."""
FEWEST_OF_SEGMENT = 30
"""So many letters people like them must have read before their habit counts."""
_QUARTERS_AN_HOUR = 4
_REACH = 4
"""A sign speaks for the quarters up to an hour before and after, the less the further."""
_FIRST = OPENS.hour * _QUARTERS_AN_HOUR
_LAST = CLOSES.hour * _QUARTERS_AN_HOUR - 1
_MORNING = MORNING.hour * _QUARTERS_AN_HOUR


def read_at(history: Iterable[PastLetter], zone: ZoneInfo, now: datetime) -> list[time]:
    """When on their day somebody read each letter: the click, else the open, by a person, not after `now`."""
    signs = (letter.clicked_at or letter.opened_at for letter in history)
    return [sign.astimezone(zone).time() for sign in signs if sign is not None and sign <= now]


def best_hour(own: Sequence[time], segment: Sequence[time]) -> time | None:
    """The best quarter of an hour between 08:00 and 17:45, from their own habit, else from that of people like them.

    None when there is too little of both: then a letter goes in the morning. The same times in any order give the same
    quarter; of two equally good ones the one nearer to 09:00, then the earlier.
    """
    for clocks, fewest in ((own, FEWEST_OWN), (segment, FEWEST_OF_SEGMENT)):
        quarters = [_quarter(clock) for clock in clocks if OPENS <= clock < CLOSES]
        if len(quarters) >= fewest:
            return _clock(max(range(_FIRST, _LAST + 1), key=lambda one: _merit(one, quarters)))
    return None


def _merit(quarter: int, signs: Sequence[int]) -> tuple[int, int, int]:
    weight = sum(max(0, _REACH - abs(sign - quarter)) for sign in signs)
    return weight, -abs(quarter - _MORNING), -quarter


def _quarter(clock: time) -> int:
    return clock.hour * _QUARTERS_AN_HOUR + clock.minute * _QUARTERS_AN_HOUR // 60


def _clock(quarter: int) -> time:
    return time(quarter // _QUARTERS_AN_HOUR, quarter % _QUARTERS_AN_HOUR * 60 // _QUARTERS_AN_HOUR)
