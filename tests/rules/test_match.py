"""Who hears of an opening, and why: scored the same every time, and explained."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.rules.match import ENOUGH, PastApplication, Person, match, why_not
from worker.rules.open_roles import Opening
from worker.rules.seniority import Seniority, seniority
from worker.rules.whereabouts import Whereabouts, lies_in, whereabouts
from worker.rules.wishes import Wishes

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
OPENING = Opening("job-9", "Senior Data Engineer", ("Python", "SQL", "dbt"), "Copenhagen")
LONG_AGO = NOW - timedelta(days=400)


def application(**more: object) -> PastApplication:
    facts: dict[str, object] = {
        "job_id": "job-1", "title": "Data Engineer", "stage": "onsite", "status": "rejected", "status_at": LONG_AGO,
    }  # fmt: skip
    return PastApplication(**(facts | more))  # type: ignore[arg-type]


ADA = Person(
    skills=("python", "sql"), titles=("Data Engineer",), country="DK", zone="Europe/Copenhagen", applications=(application(),)
)


def test_a_match_says_why_in_words_and_names_the_skills_as_the_opening_does() -> None:
    found = match(ADA, OPENING, NOW)

    assert found is not None
    assert found.because == ("Python", "SQL")
    assert found.reasons == (
        "knows Python, SQL (2 of 3 asked for)",
        "a title like theirs: Data Engineer",
        "a step up for them",
        "where they live: Copenhagen",
        "came as far as onsite with us",
    )
    assert found.score == 40 + 15 + 10 + 10 + 5


@pytest.mark.parametrize(
    ("why", "person"),
    [
        ("works where we placed them", Person(skills=("python", "sql", "dbt"), placed=True)),
        (
            "has an application under way",
            Person(skills=("python",), applications=(application(status="advanced", status_at=NOW - timedelta(days=90)),)),
        ),
        (
            "has an application under way",
            Person(skills=("python",), applications=(application(status="interviewed", status_at=NOW - timedelta(days=90)),)),
        ),
        ("applied for this very opening", Person(skills=("python",), applications=(application(job_id="job-9"),))),
        (
            "was turned down only lately",
            Person(skills=("python",), applications=(application(status_at=NOW - timedelta(days=29)),)),
        ),
        (
            "was turned down for such a role not long ago",
            Person(
                skills=("python",),
                applications=(application(title="senior data engineer", status_at=NOW - timedelta(days=90)),),
            ),
        ),
    ],
)
def test_an_opening_is_never_put_to_somebody_for_whom_it_would_be_tactless(why: str, person: Person) -> None:
    assert why_not(person, OPENING, NOW) == why
    assert match(person, OPENING, NOW) is None


def test_an_application_that_upstream_forgot_is_under_way_no_more() -> None:
    forgotten = application(status="advanced", status_at=NOW - timedelta(days=181), title="Analyst")

    assert why_not(Person(skills=("python",), applications=(forgotten,)), OPENING, NOW) is None


def test_one_skill_of_three_is_too_little_and_another_country_outweighs_it_all() -> None:
    assert match(Person(skills=("sql",), country="DK"), OPENING, NOW) is None
    assert match(Person(skills=ADA.skills, titles=ADA.titles, country="DE"), OPENING, NOW) is None


def test_a_step_down_is_not_offered_and_nothing_in_common_is_no_match() -> None:
    leading = Person(skills=("python", "sql"), titles=("Head of Data",), country="DK")

    assert match(leading, OPENING, NOW) is None
    assert match(Person(skills=("cobol",), titles=("Data Engineer",), country="DK"), OPENING, NOW) is None


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Junior Developer", Seniority.JUNIOR),
        ("Werkstudent Marketing", Seniority.JUNIOR),
        ("Data Engineer", Seniority.MIDDLE),
        ("Erfaren udvikler", Seniority.SENIOR),
        ("Senior Lead Engineer", Seniority.LEADING),
    ],
)
def test_titles_tell_of_seniority(title: str, level: Seniority) -> None:
    assert seniority(title) is level


@pytest.mark.parametrize(
    ("location", "country", "zone", "expected"),
    [
        ("Copenhagen", "DK", None, Whereabouts.HERE),
        ("København, Danmark", None, "Europe/Copenhagen", Whereabouts.HERE),
        ("Berlin, Germany", "DK", None, Whereabouts.ELSEWHERE),
        ("Hamburg or remote", "DK", None, Whereabouts.ANYWHERE),
        ("København V", "DK", None, Whereabouts.HERE),
        ("Kopenhagen", "DE", None, Whereabouts.ELSEWHERE),
        ("Aarhus", "DK", None, Whereabouts.UNKNOWN),
        ("Berlin", None, None, Whereabouts.UNKNOWN),
        (None, "DK", None, Whereabouts.UNKNOWN),
        ("Berlin", None, "UTC", Whereabouts.UNKNOWN),
        ("Berlin", None, "Etc/UTC", Whereabouts.UNKNOWN),
        ("Delhi, India", None, "Asia/Calcutta", Whereabouts.HERE),
    ],
)
def test_where_a_job_is(location: str | None, country: str | None, zone: str | None, expected: Whereabouts) -> None:
    assert whereabouts(location, country, zone) is expected


@given(
    st.lists(st.sampled_from(["python", "sql", "dbt", "go"]), max_size=4),
    st.lists(st.sampled_from(["Data Engineer", "Head of Data", "Cook"]), max_size=2),
    st.sampled_from([None, "DK", "DE"]),
)
def test_a_match_lies_between_enough_and_a_hundred_and_gives_its_reasons(
    skills: list[str], titles: list[str], country: str | None
) -> None:
    found = match(Person(skills=tuple(skills), titles=tuple(titles), country=country), OPENING, NOW)

    assert found is None or (ENOUGH <= found.score <= 100 and found.because and found.reasons)


@pytest.mark.parametrize(
    ("why", "wishes"),
    [
        ("wishes to work elsewhere: Aarhus", Wishes(places=("Aarhus",))),
        ("wishes for other work: Nurse, Midwife", Wishes(roles=("Nurse", "Midwife"))),
    ],
)
def test_a_wish_for_something_else_rules_an_opening_out(why: str, wishes: Wishes) -> None:
    person = replace(ADA, wishes=wishes)

    assert why_not(person, OPENING, NOW) == why
    assert match(person, OPENING, NOW) is None


def test_work_from_anywhere_is_told_unless_they_wish_for_none() -> None:
    remote = replace(OPENING, location="Remote")

    assert match(replace(ADA, wishes=Wishes(places=("Aarhus",), remote=True)), remote, NOW) is not None
    assert why_not(replace(ADA, wishes=Wishes(remote=False)), remote, NOW) == "wishes for no work from anywhere"
    assert why_not(replace(ADA, wishes=Wishes(remote=False)), OPENING, NOW) is None


def test_what_they_wish_for_counts_and_is_said_before_what_they_did() -> None:
    wishes = Wishes(places=("Denmark",), roles=("Data Architect",), seniority=Seniority.SENIOR)
    abroad = replace(ADA, country="SE", zone=None, titles=("Controller",), wishes=wishes)

    found = match(abroad, OPENING, NOW)

    assert found is not None
    assert found.reasons[1:4] == (
        "a role they wish for: Data Architect",
        "as senior as they wish",
        "where they wish to work: Denmark",
    )
    assert found.score == match(ADA, OPENING, NOW).score  # type: ignore[union-attr]


def test_somebody_who_wishes_for_less_or_more_is_scored_by_their_wish() -> None:
    wants_to_lead = match(replace(ADA, wishes=Wishes(seniority=Seniority.LEADING)), OPENING, NOW)
    less = match(replace(ADA, wishes=Wishes(seniority=Seniority.MIDDLE)), OPENING, NOW)

    assert wants_to_lead is None
    assert less is not None
    assert "more senior than they wish" in less.reasons


@pytest.mark.parametrize(
    ("title", "person", "fits"),
    [
        ("Senior Data Engineer (m/w/d)", ADA, True),
        ("Data Engineer", Person(wishes=Wishes(roles=("Data Engineer",))), True),
        ("Software Engineer", ADA, False),
        ("Junior Data Engineer", replace(ADA, titles=("Lead Data Engineer",)), False),
        ("Senior", replace(ADA, titles=("Senior",)), False),
    ],
)
def test_an_opening_without_skills_fits_whose_title_names_the_same_work(title: str, person: Person, fits: bool) -> None:
    found = match(person, Opening("job-9", title, (), "Copenhagen"), NOW)

    assert (found is not None) is fits
    assert found is None or (found.because == () and found.reasons[0] == "the same work: Data Engineer")


@pytest.mark.parametrize(
    ("location", "place", "there"),
    [
        ("Copenhagen", "København", True),
        ("Århus C", "Århus", True),
        ("Hamburg", "Hamburg, Germany", True),
        ("Berlin", "Tyskland", True),
        ("Germany", "Berlin", True),
        ("Munich", "Berlin", False),
        ("Copenhagen", "Aarhus", False),
        ("Roma", "Romania", False),
    ],
)
def test_a_location_lies_in_a_wished_place(location: str, place: str, there: bool) -> None:
    assert lies_in(location, place) is there
