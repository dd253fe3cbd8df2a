"""The coffee: once a year, with the recruiter's calendar, and never the same week as another letter."""

from __future__ import annotations

from datetime import datetime

from tests.campaigns.post import letters
from tests.world import World


def test_somebody_placed_is_asked_for_a_coffee_each_year_by_calendar_link(world: World) -> None:
    world.hire("2025-06-02", at=datetime.fromisoformat("2025-06-02T09:00:00+00:00"))

    world.pass_days(430)

    assert letters(world, "catch_up_coffee") == ["invitation 2026-02-02", "invitation 2027-02-02"]
    coffee = next(letter for letter in world.sent if "coffee" in letter.subject)
    assert "https://calendar.northwind.example/rosa" in coffee.text


def test_nobody_who_left_is_asked_what_their_job_is_like(world: World) -> None:
    world.hire("2025-06-02", at=datetime.fromisoformat("2025-06-02T09:00:00+00:00"))
    world.tell("candidate.left")

    world.pass_days(60)

    assert letters(world, "catch_up_coffee") == []
