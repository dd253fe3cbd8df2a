"""When there is room for one letter, who goes first."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from worker.rules.fairness import Waiting, turn, yields

NOW = datetime(2026, 1, 5, 9, tzinfo=UTC)
_letters = st.builds(
    Waiting,
    id=st.uuids(),
    priority=st.sampled_from([10, 20, 30]),
    due_at=st.integers(0, 3).map(lambda days: NOW - timedelta(days=days)),
)


def _letter(number: int, priority: int, days: int) -> Waiting:
    return Waiting(UUID(int=number), priority, NOW - timedelta(days=days))


def test_a_higher_priority_goes_before_a_longer_wait() -> None:
    assert yields(_letter(1, 20, 9), [_letter(2, 30, 1)])
    assert not yields(_letter(2, 30, 1), [_letter(1, 20, 9)])


def test_of_equals_the_one_that_waits_longest_goes_first() -> None:
    assert yields(_letter(1, 20, 1), [_letter(2, 20, 2)])
    assert not yields(_letter(2, 20, 2), [_letter(1, 20, 1)])


@given(st.lists(_letters, min_size=1, max_size=8, unique_by=lambda letter: letter.id))
def test_exactly_one_yields_to_nobody_so_that_none_wait_for_each_other(letters: list[Waiting]) -> None:
    free = [letter for letter in letters if not yields(letter, letters)]
    assert free == [min(letters, key=turn)]
