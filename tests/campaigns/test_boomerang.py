"""They left their placement: a kind word first, and weeks later an open door."""

from __future__ import annotations

from tests.campaigns.post import letters
from tests.world import ENGINEER, World


def test_somebody_who_left_hears_a_kind_word_and_later_of_openings(world: World) -> None:
    world.tell("job.opened", job={**ENGINEER, "location": "Copenhagen"})
    world.hire("2024-03-04")
    world.tell("candidate.left", placement={"job_title": "Data Engineer"})

    world.pass_days(90)

    assert letters(world, "boomerang") == ["kind_word 2026-01-12", "openings 2026-02-26"]
    kind, openings = world.sent
    assert "you have left your job as Data Engineer" in kind.text
    assert "\nData Engineer\nCopenhagen\n" in openings.text


def test_an_opening_they_wish_not_to_hear_of_is_not_named(world: World) -> None:
    world.tell("job.opened", job={**ENGINEER, "location": "Copenhagen"})
    world.hire("2024-03-04")
    world.tell("candidate.left", placement={"job_title": "Data Engineer"})
    world.tell("candidate.updated", candidate={"id": "ada", "wishes": {"places": ["Aarhus"]}})

    world.pass_days(90)

    assert letters(world, "boomerang")[-1] == "openings 2026-02-26"
    assert "Data Engineer\nCopenhagen" not in world.sent[-1].text


def test_somebody_who_was_hired_again_is_not_asked_what_they_look_for(world: World) -> None:
    world.hire("2024-03-04")
    world.tell("candidate.left")
    world.pass_days(20)

    world.hire("2026-03-02", application={"id": "app-2"})
    world.pass_days(60)

    assert [line.split()[0] for line in letters(world, "boomerang")] == ["kind_word"]


def test_somebody_who_answered_hears_from_a_person_and_no_more_from_us(world: World) -> None:
    world.tell("candidate.left")
    world.pass_days(10)

    world.signal("replied", world.messages()[0])
    world.pass_days(90)

    assert [line.split()[0] for line in letters(world, "boomerang")] == ["kind_word"]
