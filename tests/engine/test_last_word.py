"""By SMTP nobody tells of a letter's arrival: what the mail server took counts as arrived, unless it comes back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import ON_SQLITE
from tests.world import World
from worker.delivery.transport import Accepted
from worker.rules.signal_kind import SignalKind

pytestmark = ON_SQLITE


@pytest.fixture
def thanked(world: World) -> World:
    """Ada has had her letter, from a mail server that will say no more about it."""
    world.transport.answer(Accepted("4F2A1B", is_last_word=True))
    world.reject()
    world.until(world.now + timedelta(days=3))
    return world


def test_what_a_mail_server_took_counts_as_arrived(thanked: World) -> None:
    (letter,) = thanked.messages()
    assert (letter.state, letter.delivered_at) == ("accepted", letter.accepted_at)


def test_what_comes_back_had_not_arrived(thanked: World) -> None:
    (letter,) = thanked.messages()
    thanked.signal(SignalKind.SOFT_BOUNCED, letter)
    assert thanked.messages()[0].delivered_at is None


def test_a_click_of_hours_later_does_not_make_it_arrive_later(thanked: World) -> None:
    (letter,) = thanked.messages()
    thanked.signal(SignalKind.CLICKED, letter, after=timedelta(hours=5))
    assert thanked.messages()[0].delivered_at == letter.delivered_at
    assert thanked.messages()[0].state == "delivered"


def test_where_a_provider_tells_only_its_word_counts(world: World) -> None:
    world.reject()
    world.until(world.now + timedelta(days=3))
    assert [letter.delivered_at for letter in world.messages()] == [None]
