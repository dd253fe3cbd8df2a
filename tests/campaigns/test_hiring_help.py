"""Candidates who come to hire: help, once, and only in a role that hires."""

from __future__ import annotations

from tests.campaigns.post import letters
from tests.world import ROSA, World


def test_somebody_who_comes_to_lead_a_team_gets_what_we_know_about_hiring(world: World) -> None:
    world.tell("candidate.role_changed", placement={"job_title": "Head of Data"}, recruiter=ROSA)

    world.pass_days(60)

    assert letters(world, "hiring_help") == ["first_hires 2026-02-04"]
    help_ = world.sent[-1]
    assert "As Head of Data, you may soon be" in help_.text
    assert "whether or not you ever hire through us" in help_.text


def test_somebody_with_a_new_role_but_no_team_is_only_congratulated(world: World) -> None:
    world.tell("candidate.role_changed", placement={"job_title": "Senior Data Engineer"})

    world.pass_days(60)

    assert letters(world, "hiring_help") == []
    assert len(letters(world, "role_change")) == 1
