"""Those who said what they want, and what not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from demo.script.jobs import jobs_in
from demo.script.person import Person
from demo.script.scene import Scene

_WORDING = {
    "da": "Ja tak, skriv til mig, når der er nyt om stillinger og arrangementer, der passer til mig.",
    "de": "Ja, schreiben Sie mir, wenn es passende Stellen oder Veranstaltungen gibt.",
    "en": "Yes, write to me about roles and events that may suit me.",
}


def joined_the_network(scene: Scene) -> None:
    """Ticked the box when they applied: no invitation to a network they are in."""
    person = scene.cast.somebody(persona=scene.chance.pick(("reader", "clicker")))
    way = scene.way(person)
    first = scene.first_day(6)
    wording = _WORDING[person.home.language]
    over = scene.goes_through(way, first, "screen")
    scene.of("candidate.opted_in", person, scene.at(first, person), more={"topic": "talent_network", "wording": wording})
    scene.reject(way, over, "screen", with_feedback=True)


_READS = (("reader", 8), ("clicker", 6), ("privacy_proxy", 3), ("scanner", 2), ("silent", 3), ("replier", 1), ("unsubscriber", 1))


def joined_last_year(scene: Scene) -> None:
    """Met a colleague at a fair last year and said yes; every fourth told what they can do, too. They read the newsletter."""
    person = scene.cast.somebody(persona=scene.chance.weighted(_READS))
    _joined_at_a_fair(scene, person, scene.chance.pick(jobs_in(person.home.language)).skills if person.number % 4 == 0 else ())


def joined_with_a_mailbox_that_answers(scene: Scene) -> None:
    """The same, and their mailbox answers each issue by itself."""
    _joined_at_a_fair(scene, scene.cast.somebody(persona="robot_mailbox"))


def _joined_at_a_fair(scene: Scene, person: Person, skills: Sequence[str] = ()) -> None:
    said = datetime(2025, scene.chance.number(4, 11), scene.chance.number(1, 28), 14, tzinfo=UTC)
    known: dict[str, object] = {"skills": list(skills)} if skills else {}
    more = {"topic": "talent_network", "wording": _WORDING[person.home.language]}
    scene.diary.tell("candidate.opted_in", said, {"candidate": person.snapshot(person.ats_id, **known), **more})


def wants_nothing(scene: Scene) -> None:
    """Told a recruiter, after the thank-you, that they want no more mail at all."""
    person = scene.cast.somebody(persona="reader")
    way = scene.way(person)
    over = scene.goes_through(way, scene.first_day(6), "screen")
    scene.reject(way, over, "screen")
    scene.of("candidate.opted_out", person, scene.at(over + 1, person))


def wants_no_invitations(scene: Scene) -> None:
    """Wants no letters after an application; the rejection is recorded, and nothing is sent."""
    person = scene.cast.somebody(persona="reader")
    way = scene.way(person)
    first = scene.first_day(4)
    over = scene.goes_through(way, first, "screen")
    scene.of("candidate.opted_out", person, scene.at(first, person), more={"topic": "after_application"})
    scene.reject(way, over, "screen")


def may_not_be_mailed(scene: Scene) -> None:
    """Upstream says that they may not be mailed."""
    person = scene.cast.somebody(persona="reader")
    way = scene.way(person)
    first = scene.first_day(4)
    over = scene.goes_through(way, first, "screen")
    refusing = person.snapshot(person.ats_id, may_be_mailed=False)
    scene.diary.tell("candidate.updated", scene.at(first, person), {"candidate": refusing})
    scene.reject(way, over, "screen")
