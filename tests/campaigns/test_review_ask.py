"""Asking for a review: rare, late, and only after a good experience."""

from __future__ import annotations

from tests.campaigns.post import letters
from tests.world import World


def test_somebody_who_answered_well_is_asked_once_for_a_review(world: World) -> None:
    world.hire("2026-01-12")
    world.pass_days(100)
    world.signal("clicked", world.messages()[-1])

    world.pass_days(900)

    assert letters(world, "review_ask") == ["ask 2026-11-12"]


def test_nobody_is_asked_for_a_review_whom_we_do_not_know_to_be_content(world: World) -> None:
    world.hire("2026-01-12")

    world.pass_days(400)

    assert letters(world, "review_ask") == []
