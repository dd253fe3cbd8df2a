"""Those about whom, or who themselves, change their minds."""

from __future__ import annotations

from demo.script.days import start_after
from demo.script.scene import Scene


def taken_back(scene: Scene) -> None:
    """The rejection is taken back the next day, before the letter; every other one is hired then."""
    person = scene.cast.somebody(persona="reader")
    way = scene.way(person)
    over = scene.goes_through(way, scene.first_day(6), "interview")
    scene.reject(way, over, "interview")
    scene.about("candidate.unrejected", way, scene.at(over, person, plus=1), "interview")
    if person.number % 2:
        moment = scene.at(over + 1, person)
        scene.hire(way, moment, start_after(moment, 1))


def applies_again(scene: Scene) -> None:
    """Turned down, and back for another role before the invitation to the network would come."""
    person = scene.cast.somebody()
    way = scene.way(person)
    over = scene.goes_through(way, scene.first_day(10), "screen")
    scene.reject(way, over, "screen", with_feedback=True)
    another = scene.way(person)
    after = scene.goes_through(another, over + 1, "interview")
    if scene.chance.share(0.6):
        scene.reject(another, after + 2, "interview", with_feedback=True)


def keeps_trying(scene: Scene) -> None:
    """Turned down four times a year, and never opens a letter: they grow rare, and in the end we ask whether to go on."""
    person = scene.cast.somebody(persona="silent")
    for first in (0, scene.days.later(12), scene.days.later(24), scene.days.later(36)):
        way = scene.way(person)
        over = scene.goes_through(way, first, "screen")
        scene.reject(way, over, "screen")


def withdrew(scene: Scene) -> None:
    """Found something else."""
    person = scene.cast.somebody()
    way = scene.way(person)
    over = scene.goes_through(way, scene.first_day(4), "screen")
    scene.about("candidate.withdrew", way, scene.at(over, person), "screen")
