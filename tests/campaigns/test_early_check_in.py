"""The first weeks: asked once, in the third, and only of those who are still there."""

from __future__ import annotations

from tests.campaigns.post import letters
from tests.world import World


def test_somebody_placed_is_asked_in_the_third_week_how_it_goes(world: World) -> None:
    world.hire("2026-01-12")

    world.pass_days(40)

    assert letters(world, "early_check_in") == ["first_weeks 2026-01-29"]
    letter = world.sent[0]
    assert "your work as Data Engineer" in letter.text
    assert "when those three months are over" in letter.text


def test_somebody_who_did_not_stay_is_not_asked(world: World) -> None:
    world.hire("2026-01-12")
    world.pass_days(10)

    world.tell("candidate.left")
    world.pass_days(40)

    assert letters(world, "early_check_in") == []


def test_a_start_that_moves_takes_the_question_along(world: World) -> None:
    world.hire("2026-01-12")
    world.pass_days(3)

    world.tell("candidate.updated", placement={"start_date": "2026-02-02"})
    world.pass_days(60)

    assert letters(world, "early_check_in") == ["first_weeks 2026-02-19"]
