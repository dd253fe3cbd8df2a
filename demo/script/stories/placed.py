"""Those who are hired this year."""

from __future__ import annotations

from datetime import timedelta

from demo.script.days import start_after
from demo.script.diary import HR
from demo.script.jobs import grown_into
from demo.script.person import Person
from demo.script.scene import Scene, Way

_EARLY_WEEKS = 18


def _hired(scene: Scene, persona: str | None = None) -> tuple[Person, Way, int]:
    person = scene.cast.somebody(persona=persona)
    way = scene.way(person)
    over = scene.goes_through(
        way, scene.chance.number(0, min(scene.days.later(_EARLY_WEEKS), max(0, scene.days.count - 4))), "interview"
    )
    moment = scene.at(over, person)
    scene.hire(way, moment, start_after(moment, 1))
    return person, way, over


def hired(scene: Scene) -> None:
    """Hired, and there to stay."""
    _hired(scene, scene.chance.weighted((("clicker", 4), ("replier", 1), ("reader", 3), ("silent", 1), ("privacy_proxy", 1))))


def starts_later(scene: Scene) -> None:
    """The start date moves: a second word of the hire, or an update by the HR system."""
    person, way, over = _hired(scene, "reader")
    moment = scene.at(over + 1, person)
    later = start_after(scene.at(over, person), 2)
    if person.number % 2:
        scene.hire(way, moment, later)
    else:
        scene.of("candidate.updated", person, moment, source=HR, more={"placement": {"start_date": later.isoformat()}})


def hire_taken_back(scene: Scene) -> None:
    """The hire is taken back before the first day."""
    person, way, over = _hired(scene)
    scene.about("candidate.unhired", way, scene.at(over + 1, person), "offer")


def left_early(scene: Scene) -> None:
    """Left within the first three months."""
    person, _, over = _hired(scene, "reader")
    moment = scene.at(over + scene.days.later(9), person)
    ended = {"end_date": (moment - timedelta(days=2)).date().isoformat()}
    scene.of("candidate.left", person, moment, source=HR, more={"placement": ended})


def moved_up(scene: Scene) -> None:
    """Took another role within the company."""
    person, _, over = _hired(scene, "clicker")
    title = grown_into(person.home.language, scene.chance)
    scene.of(
        "candidate.role_changed",
        person,
        scene.at(over + scene.days.later(15), person),
        source=HR,
        more={"placement": {"job_title": title}},
    )
