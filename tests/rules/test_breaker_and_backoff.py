"""When to stop trying, and when to try again."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.strategies import NOW
from worker.rules.backoff import retry_at
from worker.rules.breaker import Breaker

BREAKER = Breaker()


def at(*minutes: float) -> list[datetime]:
    return [NOW + timedelta(minutes=minute) for minute in minutes]


def opens(in_doubt: list[datetime], now: float, clear: float | None = None) -> float | None:
    until = BREAKER.opens(in_doubt, at(now)[0], None if clear is None else at(clear)[0])
    return None if until is None else (until - NOW).total_seconds() / 60


def test_two_unclear_answers_open_nothing() -> None:
    assert opens(at(0, 1), 1) is None


def test_three_within_five_minutes_open_it_for_five() -> None:
    assert opens(at(0, 2, 4), 4) == 9
    assert opens(at(0, 2, 4), 9) is None


def test_three_spread_wide_open_nothing() -> None:
    assert opens(at(0, 4, 8), 8) is None


def test_it_stays_open_twice_as_long_while_it_keeps_failing() -> None:
    assert opens(at(0, 0, 0), 1) == 5
    assert opens(at(0, 0, 0, 6), 6) == 16
    assert opens(at(0, 0, 0, 6, 17), 17) == 37
    assert opens(at(0, 0, 0, 6, 17, 38, 79, 140), 141) == 200  # an hour at the longest


def test_answers_to_calls_already_under_way_do_not_count_again() -> None:
    assert opens(at(0, 0, 0, 1, 2, 3), 4) == 5


def test_after_quiet_or_a_clear_answer_it_counts_anew() -> None:
    assert opens(at(0, 0, 0, 20), 20) is None
    assert opens(at(0, 0, 0, 7), 7, clear=6) is None
    assert opens(at(0, 0, 0, 7), 7, clear=4) == 17


@given(st.lists(st.integers(0, 300), max_size=12), st.integers(0, 320), st.randoms(use_true_random=False))
def test_it_opens_only_for_a_reason_and_not_for_ever(minutes: list[int], now: int, shuffler: object) -> None:
    until = opens(at(*minutes), now)
    if until is not None:
        assert now < until <= now + 60
        assert len([minute for minute in minutes if minute <= now]) >= 3
    assert opens(at(*sorted(minutes, reverse=True)), now) == until


def test_waits_grow_fourfold_up_to_4000_seconds() -> None:
    longest = [30, 120, 480, 1920, 4000, 4000]
    for attempt, seconds in enumerate(longest, start=1):
        waited = [(retry_at(attempt, NOW, str(key)) - NOW).total_seconds() for key in range(200)]
        assert max(waited) <= seconds
        assert min(waited) >= seconds * 0.75
        assert len(set(waited)) > 150


@given(st.integers(0, 10_000), st.text(max_size=10))
def test_the_same_attempt_waits_the_same(attempt: int, key: str) -> None:
    assert retry_at(attempt, NOW, key) == retry_at(attempt, NOW, key) > NOW


def test_each_wait_is_longer_until_the_longest() -> None:
    waits = [retry_at(attempt, NOW, "key") for attempt in range(1, 6)]
    assert all(earlier < later for earlier, later in pairwise(waits))
