"""Those who are turned down."""

from __future__ import annotations

from demo.script.jobs import jobs_in
from demo.script.recruiters import JONAS
from demo.script.scene import Scene


def declined(scene: Scene) -> None:
    """Applied, were looked at, and were turned down; nearly half of them hear what was seen."""
    person = scene.cast.anyone()
    way = scene.way(person)
    stage = scene.chance.weighted((("applied", 25), ("screen", 40), ("interview", 35)))
    over = scene.goes_through(way, scene.first_day(7), stage)
    scene.reject(way, over, stage, with_feedback=stage == "interview" or scene.chance.share(0.25))


def declined_late(scene: Scene) -> None:
    """Came as far as an onsite or a final round: a colleague is to call first. In Berlin that is Jonas, who never does."""
    person = scene.cast.somebody()
    way = scene.way(person, recruiter=JONAS if person.home.office == JONAS.office else None)
    stage = scene.chance.pick(("onsite", "onsite", "final"))
    over = scene.goes_through(way, scene.first_day(6), stage)
    scene.reject(way, over, stage, with_feedback=scene.chance.share(0.6))


def declined_three_times(scene: Scene) -> None:
    """Turned down for three roles within a week: one letter, that names them all."""
    person = scene.cast.somebody(persona="reader")
    ways = [scene.way(person, job) for job in jobs_in(person.home.language)[:3]]
    first = scene.first_day(6)
    for way in ways:
        scene.about("candidate.applied", way, scene.at(first, person), "applied")
    for plus, way in enumerate(ways):
        scene.reject(way, first + 1, "screen", plus=(0, 0, 1)[plus], with_feedback=plus == 0)


def declined_in_silence(scene: Scene) -> None:
    """Upstream only wants it recorded: no letter."""
    way = scene.way(scene.cast.somebody(persona="reader"))
    over = scene.goes_through(way, scene.first_day(5), "screen")
    scene.reject(way, over, "screen", silent=True)


def still_waiting(scene: Scene) -> None:
    """Applied, and nothing is decided yet."""
    way = scene.way(scene.cast.somebody())
    scene.goes_through(way, scene.first_day(3), scene.chance.pick(("screen", "interview")))
