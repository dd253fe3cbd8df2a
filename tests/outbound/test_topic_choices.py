"""Upstream hears of each choice of a topic once, and not of what it said itself."""

from __future__ import annotations

from datetime import timedelta
from re import search
from typing import Any

import pytest

from campaigns.vocabulary import Topic
from schemas.told import TOLD_EVENTS, Told
from tests.conftest import ON_SQLITE
from tests.outbound.conftest import Upstream
from tests.world import World
from worker.engine.preferences import Often
from worker.engine.preferences_change import Choice, Pause, ask_again, choose, stop
from worker.engine.preferences_confirm import confirm
from worker.engine.unsubscribe import Button
from worker.engine.unsubscribe_topic import unsubscribe_from
from worker.rules.tokens import Purpose
from worker.store.models.message import Message

BY_DEFAULT = frozenset(topic for topic in Topic if not topic.needs_opt_in)
REFS = [{"source": "ats", "id": "ada"}]


def thanked(world: World) -> Message:
    """Ada has had her thank-you."""
    world.reject()
    world.pass_days(4)
    return world.messages()[0]


def fill_in(world: World, letter: Message, topics: frozenset[Topic]) -> None:
    token = world.parts.keyring.token(Purpose.PREFERENCES, letter.id)
    choose(world.parts, token, Choice(topics=topics, often=Often.OURS, pause=Pause.KEEP, locale="en", tracking=True))
    world.drain()


def confirm_by_mail(world: World) -> None:
    found = search(r"/c/([\w.-]+)", world.service[-1].text)
    assert found is not None
    confirm(world.parts, found[1])
    confirm(world.parts, found[1])
    world.drain()


def chosen(upstream: Upstream) -> list[tuple[str, bool]]:
    """The choices told so far, in order."""
    data = [call.event["data"] for call in upstream.calls if call.event["type"] == Told.TOPIC_CHOSEN]
    assert all(one["refs"] == REFS for one in data)
    return [(one["topic"], one["wanted"]) for one in data]


def test_one_topic_ended_by_a_letters_button_is_told_once_with_the_letter(world: World, upstream: Upstream) -> None:
    world.tell("candidate.opted_in", topic="talent_network", wording="ats-7")
    letter = thanked(world)
    token = world.parts.keyring.token(Purpose.UNSUBSCRIBE, letter.id)
    for _ in range(2):
        unsubscribe_from(world.parts, token, Topic.EVENTS, Button.MAIL_PROGRAM)
        world.drain()

    (call,) = upstream.calls
    about = {"campaign": "post_rejection", "step": "thank_you", "message_id": str(letter.id)}
    assert call.event["type"] == "rapport.candidate.topic_chosen"
    assert call.event["data"] == {"refs": REFS, "topic": "events", "wanted": False} | about


def test_what_the_preferences_page_ends_is_told_at_once_and_what_it_begins_when_confirmed(
    world: World, upstream: Upstream
) -> None:
    letter = thanked(world)
    fill_in(world, letter, BY_DEFAULT - {Topic.REFERRALS} | {Topic.INSIGHT})
    fill_in(world, letter, BY_DEFAULT - {Topic.REFERRALS} | {Topic.INSIGHT})
    assert chosen(upstream) == [("referrals", False)]

    confirm_by_mail(world)
    assert chosen(upstream)[1:] == [("talent_network", True), ("insight", True)]


def test_who_joins_again_is_told_for_each_part_they_will_hear_of(world: World, upstream: Upstream) -> None:
    world.tell("candidate.opted_in", topic="talent_network", wording="ats-7")
    letter = thanked(world)
    fill_in(world, letter, BY_DEFAULT | {Topic.TALENT_NETWORK, Topic.OPENINGS, Topic.INSIGHT, Topic.COMPANY_NEWS})
    fill_in(world, letter, BY_DEFAULT)
    world.now += timedelta(days=1)
    fill_in(world, letter, BY_DEFAULT | {Topic.TALENT_NETWORK})
    confirm_by_mail(world)

    parts = [("openings", True), ("events", True), ("insight", True), ("company_news", True)]
    assert chosen(upstream) == [("events", False), ("talent_network", False), ("talent_network", True), *parts]


@ON_SQLITE
def test_a_no_to_everything_that_is_taken_back_is_told(world: World, upstream: Upstream) -> None:
    letter = thanked(world)
    token = world.parts.keyring.token(Purpose.PREFERENCES, letter.id)
    stop(world.parts, token, None)
    ask_again(world.parts, token)
    world.drain()
    confirm_by_mail(world)

    assert upstream.told() == ["candidate.unsubscribed", "candidate.resubscribed"]
    assert upstream.calls[1].event["data"] == {"refs": REFS}


@pytest.mark.parametrize("new", [True, False], ids=["about somebody new", "about somebody known"])
def test_upstreams_own_word_on_a_topic_is_not_told(world: World, upstream: Upstream, new: bool) -> None:
    if not new:
        world.tell("candidate.updated")
    world.tell("candidate.opted_in", topic="talent_network", wording="ats-7")
    world.tell("candidate.opted_in", topic="events", wording="ats-7")
    world.tell("candidate.opted_out", topic="milestones")

    assert upstream.calls == []


def test_a_choice_that_is_not_kept_is_not_told(world: World, upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> None:
    """Told in the transaction of the choice: when that fails, neither is there."""
    letter = thanked(world)
    token = world.parts.keyring.token(Purpose.UNSUBSCRIBE, letter.id)
    with monkeypatch.context() as broken:
        broken.setattr("worker.engine.unsubscribe_topic.take_to_heart", _fails)
        with pytest.raises(ConnectionError):
            unsubscribe_from(world.parts, token, Topic.MILESTONES, Button.MAIL_PROGRAM)
    world.drain()
    assert upstream.calls == []

    unsubscribe_from(world.parts, token, Topic.MILESTONES, Button.MAIL_PROGRAM)
    world.drain()
    assert chosen(upstream) == [("milestones", False)]


@ON_SQLITE
def test_what_is_told_has_the_shape_its_schema_says(world: World, upstream: Upstream) -> None:
    letter = thanked(world)
    fill_in(world, letter, BY_DEFAULT - {Topic.REFERRALS})
    world.signal("complained", letter)
    world.drain()

    assert len(upstream.calls) == 2
    for call in upstream.calls:
        shape = TOLD_EVENTS[Told(call.event["type"])]
        assert shape.model_validate(call.event).model_dump(exclude_none=True)["data"].keys() == call.event["data"].keys()


def _fails(*_: Any) -> None:
    raise ConnectionError
