"""A new role: well done, soon, and nothing asked."""

from __future__ import annotations

from tests.campaigns.post import letters
from tests.world import ROSA, World


def test_a_new_role_is_congratulated_within_days(world: World) -> None:
    world.tell("candidate.role_changed", placement={"job_title": "Lead Data Engineer"}, recruiter=ROSA)

    world.pass_days(7)

    assert letters(world, "role_change") == ["congratulations 2026-01-07"]
    assert "you are Lead Data Engineer now: congratulations!" in world.sent[0].text


def test_a_role_that_is_corrected_the_next_day_is_congratulated_once(world: World) -> None:
    world.tell("candidate.role_changed", placement={"job_title": "Lead Data Enginer"})
    world.pass_days(1)
    world.tell("candidate.role_changed", placement={"job_title": "Lead Data Engineer"})

    world.pass_days(30)

    assert len(letters(world, "role_change")) == 1


def test_the_next_role_is_congratulated_too(world: World) -> None:
    world.tell("candidate.role_changed", placement={"job_title": "Data Architect"})
    world.pass_days(200)
    world.tell("candidate.role_changed", placement={"job_title": "Principal Data Architect"})

    world.pass_days(10)

    assert len(letters(world, "role_change")) == 2
