"""Conditions: a yes or no about a person, by a name that `rapport why` can print."""

from __future__ import annotations

import pytest

from campaigns.vocabulary import (
    Condition,
    Facts,
    Life,
    applying,
    both,
    complained,
    days,
    either,
    has_feedback,
    hired_again,
    invited,
    left_placement,
    months,
    moved_into_hiring_role,
    placed,
    replied,
    sent,
    turned_down_within,
)
from campaigns.vocabulary.hiring_role import is_hiring_role


@pytest.mark.parametrize(
    ("title", "hires"),
    [
        ("Engineering Manager", True),
        ("Head of Data", True),
        ("VP, Sales", True),
        ("Teamleder, drift", True),
        ("Salgschef", True),
        ("Gruppledare", True),
        ("Projektledare", False),
        ("Leiterin Controlling", True),
        ("Abteilungsleitung Einkauf", True),
        ("Senior Data Engineer", False),
        ("Product Manager", False),
        ("Projektleder", False),
        ("Account Manager DACH", False),
        ("", False),
        (None, False),
    ],
)
def test_titles_of_people_who_hire(title: str | None, hires: bool) -> None:
    assert is_hiring_role(title) is hires
    assert moved_into_hiring_role.holds(Facts(new_role=title)) is hires


@pytest.mark.parametrize(
    ("condition", "life"),
    [
        (applying, Life(applying=True)),
        (placed, Life(placed=True)),
        (hired_again, Life(hired_since=True)),
        (left_placement, Life(left_since=True)),
        (complained, Life(complained=True)),
        (turned_down_within(days(90)), Life(days_since_turned_down=89)),
    ],
)
def test_what_has_become_of_a_person_is_read_for_those_who_ask(condition: Condition, life: Life) -> None:
    assert condition.looks_back
    assert condition.holds(Facts(life=life))
    assert not condition.holds(Facts())


def test_a_no_of_ninety_days_ago_is_no_longer_within_ninety_days() -> None:
    assert not turned_down_within(days(90)).holds(Facts(life=Life(days_since_turned_down=90)))
    with pytest.raises(ValueError, match="counts days"):
        turned_down_within(months(3))


def test_a_letter_is_named_with_its_campaign() -> None:
    assert sent("review_ask.ask").holds(Facts(sent=frozenset({"review_ask.ask"})))
    assert invited("event_invitation.invitation").letter == "event_invitation.invitation"
    for names_a_letter in (sent, invited):
        with pytest.raises(ValueError, match="names no letter"):
            names_a_letter("review_ask")


def test_conditions_are_put_together_with_names_that_read() -> None:
    asked = both(either(replied, has_feedback), placed)

    assert str(asked) == "replied or has feedback and works where we placed them"
    assert asked.looks_back
    assert asked.holds(Facts(replied=True, life=Life(placed=True)))
    assert not asked.holds(Facts(replied=True))
    assert asked.needs >= {placed.name, "replied or has feedback"}
    assert replied.name not in asked.needs
