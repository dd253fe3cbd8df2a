"""A test of a letter goes out as service mail, by the narrow gate's rules: allow-list, hold, dead addresses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.conftest import ON_SQLITE
from tests.world import World
from worker.engine.hold import hold
from worker.engine.letter_try import try_letter
from worker.rules.reasons import Reason
from worker.store.models.message import Message

ROSA = "rosa@northwind.example"


pytestmark = ON_SQLITE


def test_a_test_reaches_the_colleague_with_made_up_values_and_no_one_elses_links(world: World) -> None:
    assert try_letter(world.parts, "post_rejection.thank_you", "da", "rich", ROSA) == f"Sent to {ROSA}."
    (letter,) = world.service
    assert letter.subject == "[test] Din ansøgning som Data Engineer"
    assert letter.to.address == ROSA
    assert world.parts.policy.company in letter.text
    assert f"{world.parts.policy.base_url}/u/" in letter.text
    assert "rapport.example" not in letter.text.replace(world.parts.policy.base_url, "")
    assert world.sent == []


def test_the_same_test_twice_is_two_letters_of_their_own_kind(world: World) -> None:
    for _ in range(2):
        try_letter(world.parts, "service.alarm", "en", "bare", ROSA)
    with world.parts.database.read() as session:
        rows = session.scalars(select(Message)).all()
    assert [(row.kind, row.step, row.state) for row in rows] == [("service", "sample_letter", "accepted")] * 2


def test_an_address_outside_the_allow_list_gets_no_test(make_world: Callable[..., World]) -> None:
    world = make_world(only_to=("@allowed.example",))
    assert Reason.NOT_ON_ALLOW_LIST.sentence in try_letter(world.parts, "service.alarm", "en", "rich", ROSA)
    assert world.service == []


def test_on_hold_no_test_leaves(world: World) -> None:
    hold(world.parts, None, "Rosa")
    assert "on hold" in try_letter(world.parts, "service.alarm", "en", "rich", ROSA)
    assert world.service == []


@pytest.mark.parametrize(
    ("letter", "sample", "to"), [("a.b", "rich", ROSA), ("service.alarm", "poor", ROSA), ("service.alarm", "rich", "rosa")]
)
def test_what_cannot_be_sent_is_said_and_leaves_nothing_behind(world: World, letter: str, sample: str, to: str) -> None:
    assert try_letter(world.parts, letter, "en", sample, to).startswith("Not sent: ")
    with world.parts.database.read() as session:
        assert session.scalars(select(Message)).all() == []
