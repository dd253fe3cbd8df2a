"""Which openings are like the role somebody holds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from worker.rules.open_roles import Opening, likeness, similar

ENGINEER = Opening("1", "Backend Engineer", ("Python", "PostgreSQL"))
PLATFORM = Opening("2", "Platform Engineer", ("Go", "Kubernetes"))
DATA = Opening("3", "Data Analyst", ("python", "SQL"))
NURSE = Opening("4", "Senior Nurse", ("Intensive care",))
SALES = Opening("5", "Senior Account Executive")
ALL = (NURSE, DATA, SALES, PLATFORM, ENGINEER)


def test_the_most_alike_comes_first() -> None:
    assert similar("Senior Backend Engineer (m/w/d)", ["python", "postgresql"], ALL) == (ENGINEER, PLATFORM)


def test_being_senior_is_no_likeness() -> None:
    assert similar("Senior Baker", [], ALL) == ()


def test_two_skills_are_enough_and_one_is_not() -> None:
    assert similar("Team Lead", ["Python", " sql "], ALL) == (DATA,)
    assert similar(None, ["Python"], ALL) == ()


def test_it_says_because_of_what() -> None:
    found = likeness("Backend Engineer", ["Python"], ENGINEER)
    assert (found.points, found.shared_words, found.shared_skills) == (5, ("backend", "engineer"), ("python",))


def test_one_title_is_named_once() -> None:
    twice = (Opening("b", "Data Engineer", location="Berlin"), Opening("a", "Data  engineer", location="Aarhus"))
    assert [opening.job_id for opening in similar("Data Engineer", [], twice)] == ["a"]


@given(st.permutations([Opening(str(number), f"Engineer {letter}") for number, letter in enumerate("vwxyz")]))
def test_at_most_three_and_the_same_in_any_order(openings: list[Opening]) -> None:
    assert [opening.job_id for opening in similar("Engineer", [], openings)] == ["0", "1", "2"]
