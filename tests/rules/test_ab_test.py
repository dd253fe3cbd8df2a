"""The A/B test claims a difference only where chance does not explain it, and deals lots evenly."""

from __future__ import annotations

from uuid import UUID

import pytest

from worker.rules.ab_test import Tally, chance_of, held_out, judge, lot_of, variant_of

ISSUE = UUID(int=1)


@pytest.mark.parametrize(
    ("first", "second", "winner", "differs"),
    [
        (Tally(1000, 100), Tally(1000, 150), "b", True),
        (Tally(1000, 100), Tally(1000, 110), "a", False),
        (Tally(9, 1), Tally(9, 8), "a", False),  # too few to tell anything
        (Tally(0, 0), Tally(0, 0), "a", False),
        (Tally(1000, 200), Tally(1000, 100), "a", True),
    ],
)
def test_the_best_wins_only_where_it_differs_by_more_than_chance(first: Tally, second: Tally, winner: str, differs: bool) -> None:
    found = judge({"a": first, "b": second}, by_default="a")
    assert (found.winner, found.differs) == (winner, differs)
    assert winner in found.sentence


def test_the_probability_is_the_textbooks() -> None:
    assert chance_of(Tally(1000, 100), Tally(1000, 130)) == pytest.approx(0.0355, abs=0.0005)


def test_more_variants_need_a_larger_difference() -> None:
    two = judge({"a": Tally(1000, 100), "b": Tally(1000, 130)}, by_default="a")
    three = judge({"a": Tally(1000, 100), "b": Tally(1000, 130), "c": Tally(1000, 90)}, by_default="a")
    assert (two.winner, three.winner) == ("b", "a")


def test_lots_are_even_and_always_the_same() -> None:
    lots = [lot_of(ISSUE, UUID(int=number)) for number in range(4000)]
    tried = [variant_of(lot, ["a", "b"], 0.2) for lot in lots]
    assert 0.17 < sum(one is not None for one in tried) / 4000 < 0.23
    assert 0.4 < tried.count("a") / (tried.count("a") + tried.count("b")) < 0.6
    assert 0.07 < sum(held_out(lot, 0.1) for lot in lots) / 4000 < 0.13
    assert not any(held_out(lot, 0) for lot in lots)
    assert not any(held_out(lot, 0.5) and variant_of(lot, ["a"], 0.5) for lot in lots)
    assert lots == [lot_of(ISSUE, UUID(int=number)) for number in range(4000)]
