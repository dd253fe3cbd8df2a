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


def test_somebody_who_wishes_for_another_place_is_left_alone_until_they_wish_otherwise(world: World) -> None:
    join(world)
    world.tell("candidate.updated", candidate={"id": "ada", "wishes": {"places": ["Aarhus"]}})
    world.tell("job.opened", job=OPENING)
    world.pass_days(8)
    assert letters(world, "opportunity_match") == []

    world.tell("candidate.updated", candidate={"id": "ada", "wishes": {"roles": ["Data Engineer"]}})
    world.tell("job.opened", job=OPENING | {"id": "job-8"})
    world.pass_days(8)

    assert len(letters(world, "opportunity_match")) == 1


def test_an_opening_without_skills_is_told_to_whoever_did_the_same_work(world: World) -> None:
    join(world)
    ben = {"id": "ben", "email": "ben@mail.example", "country": "DK", "locale": "en"}
    world.tell("candidate.opted_in", candidate=ben, topic="talent_network")
    world.tell("candidate.withdrew", candidate=ben, application={"id": "app-2", "job": {"id": "job-1", "title": "Cook"}})

    world.tell("job.opened", job={"id": "job-7", "title": "Senior Cook", "location": "Copenhagen"})
    world.pass_days(8)

    (letter,) = world.sent
    assert letter.to.address == "ben@mail.example"
    assert letter.subject == "Senior Cook: we thought of you"
