"""How many letters are marked as leaving at once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from worker.rules.handful import FIRST, next_handful


def test_a_slow_provider_gets_one_letter_at_a_time() -> None:
    assert next_handful(50, 5, 5.0) == 1


def test_what_leaves_side_by_side_is_a_handful_however_slow_the_provider_is() -> None:
    assert next_handful(50, 1, 5.0, side_by_side=8) == 8
    assert next_handful(3, 1, 5.0, side_by_side=8) == 3


def test_a_fast_provider_gets_more_each_time_up_to_the_most() -> None:
    assert next_handful(50, 5, 0.001) == 25
    assert next_handful(50, 25, 0.005) == 50


def test_nothing_handed_over_teaches_nothing() -> None:
    assert next_handful(50, 0, 0.0) == FIRST


@given(st.integers(1, 50), st.integers(0, 50), st.floats(0, 1000))
def test_a_handful_is_never_empty_and_never_more_than_the_most(most: int, letters: int, seconds: float) -> None:
    assert 1 <= next_handful(most, letters, seconds) <= most
