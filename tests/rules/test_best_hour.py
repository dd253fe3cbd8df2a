"""The hour at which somebody reads, learnt from when they did."""

from __future__ import annotations

import random
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.rules.best_hour import FEWEST_OF_SEGMENT, FEWEST_OWN, best_hour, read_at
from worker.rules.history import PastLetter

NOON = time(12)
_clocks = st.lists(st.times(), max_size=60)


@pytest.mark.parametrize(
    ("own", "segment", "expected"),
    [
        pytest.param([], [], None, id="nobody read anything: the morning"),
        pytest.param([NOON] * (FEWEST_OWN - 1), [], None, id="too little of their own"),
        pytest.param([NOON] * FEWEST_OWN, [], NOON, id="enough of their own"),
        pytest.param([time(14, 37)] * FEWEST_OWN, [], time(14, 30), id="a quarter of an hour, not a minute"),
        pytest.param([time(12), time(12, 15), time(12, 30)], [], time(12, 15), id="the middle of a habit"),
        pytest.param([time(9), time(16), time(16, 15), time(16, 15)], [], time(16, 15), id="the habit, not the exception"),
        pytest.param([], [NOON] * (FEWEST_OF_SEGMENT - 1), None, id="too little of others"),
        pytest.param([], [NOON] * FEWEST_OF_SEGMENT, NOON, id="enough of others"),
        pytest.param([time(15)] * FEWEST_OWN, [NOON] * FEWEST_OF_SEGMENT, time(15), id="their own comes first"),
        pytest.param([time(22)] * 9, [], None, id="the evening says nothing about the day"),
        pytest.param([time(22)] * 9 + [time(17, 50)] * 3, [], time(17, 45), id="the last quarter of the day"),
        pytest.param([time(8), time(17), time(8), time(17)], [], time(8), id="of equals the one nearer to nine"),
    ],
)
def test_the_best_hour_is_what_they_show(own: list[time], segment: list[time], expected: time | None) -> None:
    assert best_hour(own, segment) == expected


@given(_clocks, _clocks, st.randoms(use_true_random=False))
def test_the_best_hour_is_humane_on_the_grid_and_the_same_in_any_order(
    own: list[time], segment: list[time], shuffler: random.Random
) -> None:
    best = best_hour(own, segment)
    shuffler.shuffle(own)
    shuffler.shuffle(segment)
    assert best_hour(own, segment) == best
    if best is not None:
        assert time(8) <= best < time(18)
        assert (best.minute % 15, best.second) == (0, 0)


def test_only_what_a_person_did_counts_once_a_letter_and_on_their_own_clock() -> None:
    sent = datetime(2026, 1, 5, 8, tzinfo=UTC)
    now = sent + timedelta(days=1)
    history = [
        PastLetter(sent, "c", "s", opened_at=sent + timedelta(hours=2), clicked_at=sent + timedelta(hours=3)),
        PastLetter(sent, "c", "s", opened_at=sent + timedelta(hours=5)),
        PastLetter(sent, "c", "s", machine_touched=True),
        PastLetter(sent, "c", "s", clicked_at=now + timedelta(hours=1)),
    ]
    assert read_at(history, ZoneInfo("Europe/Copenhagen"), now) == [time(12), time(14)]
