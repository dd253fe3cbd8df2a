"""An opening: whom it fits best hears of it, if they asked to; nobody who applied, works or was just turned down."""

from __future__ import annotations

from tests.campaigns.post import letters
from tests.world import ADA, ENGINEER, ROSA, World

MEMBER = {**ADA, "skills": ["python", "sql"]}
OPENING = {**ENGINEER, "id": "job-7", "title": "Senior Data Engineer", "location": "Copenhagen"}


def join(world: World) -> None:
    world.tell("candidate.opted_in", candidate=MEMBER, topic="talent_network")


def test_a_member_hears_of_an_opening_that_fits_and_why(world: World) -> None:
    join(world)

    world.tell("job.opened", job=OPENING, recruiter=ROSA)
    world.pass_days(5)

    assert [line.split()[0] for line in letters(world, "opportunity_match")] == ["opening"]
    (letter,) = world.sent
    assert letter.subject == "Senior Data Engineer: I thought of you"
    assert "python" in letter.text
    assert "Rosa Lindqvist" in letter.text


def test_nobody_hears_of_openings_who_did_not_join(world: World) -> None:
    world.tell("candidate.updated", candidate=MEMBER)

    world.tell("job.opened", job=OPENING)
    world.pass_days(15)

    assert world.sent == []


def test_somebody_with_an_application_under_way_is_not_lured_to_another(world: World) -> None:
    join(world)
    world.tell("candidate.applied", candidate=MEMBER, application={"id": "app-1", "job": ENGINEER})

    world.tell("job.opened", job=OPENING)
    world.pass_days(8)

    assert letters(world, "opportunity_match") == []


def test_nobody_is_lured_away_from_where_we_placed_them(world: World) -> None:
    join(world)
    world.hire("2025-03-03", candidate=MEMBER)

    world.tell("job.opened", job=OPENING)
    world.pass_days(15)

    assert letters(world, "opportunity_match") == []


def test_an_opening_that_closes_is_told_no_further(world: World) -> None:
    join(world)
    world.tell("job.opened", job=OPENING)

    world.tell("job.closed", job=OPENING)
    world.pass_days(15)

    assert letters(world, "opportunity_match") == []
