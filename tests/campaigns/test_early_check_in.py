"""The first weeks: asked once, in the third, and only of those who are still there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

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


def test_the_promise_to_ask_again_after_three_months_is_kept(world: World) -> None:
    world.hire("2026-01-12")

    world.pass_days(120)

    assert letters(world, "early_check_in") == ["first_weeks 2026-01-29"]
    assert letters(world, "check_in_90_day") == ["how_is_it_going 2026-04-13"]  # the 90th day is a Sunday


def test_the_promise_is_kept_though_other_letters_are_due_first(world: World) -> None:
    world.tell("candidate.opted_in", topic="talent_network")
    world.hire("2026-01-12")
    world.until(datetime(2026, 4, 6, 9, tzinfo=UTC))
    for number in range(3):
        starts = (world.now + timedelta(days=10 + number)).isoformat()
        event = {"id": f"evening-{number}", "title": "An evening", "starts_at": starts, "zone": "Europe/Copenhagen"}
        world.tell("community.announced", event=event)

    world.pass_days(40)

    (asked,) = letters(world, "check_in_90_day")
    assert asked <= "how_is_it_going 2026-04-27"
