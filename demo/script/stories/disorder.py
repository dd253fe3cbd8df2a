"""What upstream tells late, or in the wrong order."""

from __future__ import annotations

from demo.script.scene import Scene


def applied_after_all(scene: Scene) -> None:
    """Word of the application comes after that of the rejection: it stops nothing, since it happened before."""
    person = scene.cast.somebody(persona="reader")
    way = scene.way(person)
    first = scene.first_day(6)
    scene.reject(way, first + 1, "screen")
    scene.about("candidate.applied", way, scene.at(first, person), "applied", told_at=scene.at(first + 1, person, plus=1))


def old_news_of_a_move(scene: Scene) -> None:
    """They moved from Berlin to New York; an older update, told last, must not move them back."""
    person = scene.cast.somebody(language="de", persona="reader")
    way = scene.way(person)
    first = scene.first_day(6)
    scene.goes_through(way, first, "screen")
    there = person.snapshot(person.ats_id, zone="America/New_York", country="US", region="NY")
    scene.diary.tell("candidate.updated", scene.at(first + 1, person, plus=1), {"candidate": there})
    scene.of("candidate.updated", person, scene.at(first, person, plus=1), told_at=scene.at(first + 2, person))
    scene.reject(way, first + 2, "screen")


def rejection_taken_back_before_it_came(scene: Scene) -> None:
    """The un-rejection is told before the rejection it takes back: no letter."""
    person = scene.cast.somebody(persona="reader")
    way = scene.way(person)
    over = scene.goes_through(way, scene.first_day(6), "interview")
    scene.about("candidate.rejected", way, scene.at(over, person), "interview", told_at=scene.at(over + 1, person))
    scene.about("candidate.unrejected", way, scene.at(over, person, plus=1), "interview")
