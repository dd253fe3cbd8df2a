"""Those who said what they want, and what not."""

from __future__ import annotations

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
