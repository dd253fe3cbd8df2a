"""Those who are not who they seem: known twice, under another address, or not at all any more."""

from __future__ import annotations

from dataclasses import replace

from demo.script.diary import HR
from demo.script.scene import Scene


def known_twice(scene: Scene) -> None:
    """Applied twice under two addresses, turned down twice; then the records are merged: one letter."""
    person = scene.cast.somebody(persona="reader")
    double = replace(
        scene.cast.somebody(language=person.home.language, persona="reader"),
        first_name=person.first_name,
        last_name=person.last_name,
        home=person.home,
    )
    first = scene.first_day(6)
    way, other = scene.way(person), scene.way(double)
    for application in (way, other):
        over = scene.goes_through(application, first, "screen")
        scene.reject(application, over, "screen")
    merged = scene.at(first + 2, person, plus=1)
    scene.diary.tell(
        "candidate.merged", merged, {"candidate": double.snapshot(double.ats_id), "into": person.snapshot(person.ats_id)}
    )


def wants_to_be_forgotten(scene: Scene) -> None:
    """Asks to be erased after the letter. Every other one applies again later: known anew, and never written to."""
    person = scene.cast.somebody(persona="reader")
    way = scene.way(person)
    over = scene.goes_through(way, scene.first_day(9), "screen")
    scene.reject(way, over, "screen")
    scene.diary.tell("candidate.erased", scene.at(over + 1, person), {"candidate": {"id": person.ats_id}})
    if person.number % 2:
        again = scene.way(person)
        scene.reject(again, scene.goes_through(again, over + 3, "screen"), "screen")


def known_to_both_systems(scene: Scene) -> None:
    """Two upstream ids with one address: the HR system's employee is the applicant of another department."""
    person = scene.cast.somebody(persona="clicker")
    moment = scene.at(0, person)
    scene.of("candidate.updated", person, moment, source=HR)
    way = scene.way(person)
    scene.reject(way, scene.goes_through(way, scene.first_day(6), "interview"), "interview", with_feedback=True)


def moves_to_another_address(scene: Scene) -> None:
    """Changes address between the decision and the letter: it goes to the new one."""
    person = scene.cast.somebody(persona="reader")
    way = scene.way(person)
    over = scene.goes_through(way, scene.first_day(6), "screen")
    scene.reject(way, over, "screen")
    moved = replace(person, email=scene.cast.second_address(person))
    scene.of("candidate.updated", moved, scene.at(over, person, plus=1))


def little_known(scene: Scene) -> None:
    """Upstream knows neither zone nor language; of some only the country, of some not even that."""
    person = scene.cast.somebody(language=scene.chance.pick(("da", "de")), persona="reader")
    vague = (
        person.without("zone", "locale", "region") if person.number % 3 else person.without("zone", "locale", "region", "country")
    )
    way = scene.way(vague)
    scene.reject(way, scene.goes_through(way, scene.first_day(6), "interview"), "interview", with_feedback=True)
