"""Those hired in earlier years, imported on the first day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from demo.script.diary import HR
from demo.script.jobs import grown_into, jobs_in
from demo.script.person import Person
from demo.script.scene import Scene


def _imported(scene: Scene, person: Person, start: date, *, silent: bool = False) -> None:
    told = datetime.combine(start - timedelta(days=40), time(9), UTC)
    scene.hire_of_old(person, told, start, scene.chance.pick(jobs_in(person.home.language)).title, silent=silent)


def _some_start(scene: Scene) -> date:
    return date(scene.chance.number(2015, 2024), scene.chance.number(1, 12), scene.chance.pick((1, 1, 15)))


def hired_years_ago(scene: Scene) -> None:
    """Hired one to ten years ago: the next anniversary comes, and none of those that have passed."""
    language = scene.chance.weighted((("da", 6), ("de", 4), ("en", 2)))
    _imported(scene, scene.cast.somebody(language=language), _some_start(scene))


def hired_on_a_leap_day(scene: Scene) -> None:
    """Began on a 29 February."""
    person = scene.cast.somebody(persona="reader")
    _imported(scene, person, date(2020 if person.number % 2 else 2024, 2, 29))


def hired_last_autumn(scene: Scene) -> None:
    """Began last autumn: the ninety days end this winter."""
    person = scene.cast.somebody(persona=scene.chance.pick(("clicker", "replier", "reader")))
    _imported(scene, person, date(2025, scene.chance.pick((10, 10, 11, 12)), scene.chance.pick((15, 20))))


def hired_and_recorded_only(scene: Scene) -> None:
    """Imported silently: known, and never written to."""
    _imported(scene, scene.cast.somebody(persona="reader"), _some_start(scene), silent=True)


def left_after_years(scene: Scene) -> None:
    """Left during the year: no anniversary from then on."""
    person = scene.cast.somebody(persona="reader")
    _imported(scene, person, date(scene.chance.number(2015, 2023), 11, 15))
    scene.of("candidate.left", person, scene.at(scene.first_day(4), person), source=HR)


def grew_over_years(scene: Scene) -> None:
    """Took another role after some years."""
    person = scene.cast.somebody(persona="clicker")
    _imported(scene, person, _some_start(scene))
    title = grown_into(person.home.language, scene.chance)
    scene.of(
        "candidate.role_changed",
        person,
        scene.at(scene.first_day(2), person),
        source=HR,
        more={"placement": {"job_title": title}},
    )
