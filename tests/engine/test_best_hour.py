"""A letter that waits for the hour at which somebody reads, and one that has no such hour to wait for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from campaigns.vocabulary import Campaign, Letter, OncePer, best_hour, days, morning
from campaigns.vocabulary.topic import Topic
from schemas.events.candidate_rejected import CandidateRejected
from tests.conftest import ON_SQLITE
from tests.world import World
from worker.store.models.message import Message

pytestmark = ON_SQLITE

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


def waiting_for_the_best_hour() -> Mapping[str, Campaign]:
    """Two letters, of which the second waits for its hour."""
    steps = [Letter("thank_you", after=days(7), at=morning), Letter("keep_in_touch", after=days(60), at=best_hour)]
    campaign = Campaign(
        "post_rejection", topic=Topic.AFTER_APPLICATION, starts_on=[CandidateRejected], once_per=OncePer.APPLICATION, steps=steps
    )
    return {"post_rejection": campaign}


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    one = make_world()
    one.parts = replace(one.parts, campaigns=waiting_for_the_best_hour())
    return one


def read_in_the_afternoon(world: World, message: Message) -> None:
    assert message.sending_at is not None
    at = message.sending_at.replace(hour=14, minute=20, second=0)
    world.signal("clicked", message, after=at - message.sending_at, url="https://northwind.example/")


def on_their_clock(message: Message) -> tuple[int, int]:
    assert message.sending_at is not None
    local = message.sending_at.astimezone(ZoneInfo("Europe/Copenhagen"))
    return local.hour, local.minute


def test_while_nothing_is_known_a_letter_for_the_best_hour_goes_in_the_morning(world: World) -> None:
    world.reject()
    world.until(MONDAY + timedelta(days=70))

    assert [on_their_clock(one)[0] for one in world.messages()] == [9, 9]
    assert "best_hour" not in world.reasons()


def test_a_letter_for_the_best_hour_waits_for_it_and_the_story_says_so(world: World) -> None:
    for number in range(3):
        world.reject(application_id=f"app-{number}", at=MONDAY + timedelta(days=35 * number))
        world.until(MONDAY + timedelta(days=35 * number + 10))
        read_in_the_afternoon(world, world.messages()[-1])
        world.until(MONDAY + timedelta(days=35 * number + 34))
    world.until(MONDAY + timedelta(days=150))

    last = world.messages()[-1]
    assert last.step == "keep_in_touch"
    assert on_their_clock(last) == (15, 15)
    assert "best_hour" in world.reasons("defer")
