"""What came back, in whatever order and however often, ends in the same state."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

from tests.engine.crowd import WEDNESDAY, all_due, leased
from tests.world import World
from worker.delivery.transport import InDoubt, Outcome, OutgoingLetter
from worker.engine import deliver as module
from worker.engine.deliver import deliver
from worker.engine.hear import EVENTS, hear, store_hook
from worker.engine.outcome import Answer, record_answers
from worker.store.models.message import Message
from worker.store.models.signal import Signal

OURS = "our own record"
KINDS = ("processed", "delivered", "open", "click", "bounce")
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"


def provider_event(message: Message, kind: str) -> dict[str, Any]:
    after = 7200 + 60 * KINDS.index(kind)
    event = {
        "event": kind,
        "email": message.address,
        "timestamp": int(WEDNESDAY.timestamp()) + after,
        "sg_event_id": f"{kind}-{message.id}",
        "rapport_mid": str(message.id),
        "useragent": BROWSER,
        "url": "https://northwind.example",
    }
    return event | ({"type": "bounce", "status": "5.1.1", "reason": "no such user"} if kind == "bounce" else {})


def post(world: World, events: Sequence[dict[str, Any]]) -> None:
    store_hook(world.parts, EVENTS, "application/json", orjson.dumps(list(events)))
    hear(world.parts)


def on_its_way(world: World, monkeypatch: pytest.MonkeyPatch) -> list[Answer]:
    """Letters handed over and taken, whose answers are not yet written down."""
    held: list[Answer] = []
    with monkeypatch.context() as patch:
        patch.setattr(module, "record_answers", lambda _parts, answers: held.extend(answers))
        deliver(world.parts, leased(world), "a-lease")
    return held


def how_it_stands(message: Message) -> tuple[object, ...]:
    return (
        message.state, message.provider_id, message.accepted_at is not None, message.delivered_at, message.opened_at,
        message.clicked_at, message.machine_touched,
    )  # fmt: skip


def test_every_order_of_events_and_our_own_record_ends_the_same(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    orders = list(permutations([*KINDS, OURS]))[::24]
    all_due(world, len(orders))
    answers = on_its_way(world, monkeypatch)
    by_id = {answer.message_id: answer for answer in answers}
    world.now = WEDNESDAY.replace(hour=16)

    letters = world.messages()
    for place in range(len(KINDS) + 1):
        events, records = [], []
        for message, order in zip(letters, orders, strict=True):
            if order[place] == OURS:
                records.append(by_id[message.id])
            else:
                events.append(provider_event(message, order[place]))
        record_answers(world.parts, records)
        post(world, events)

    stands = {how_it_stands(message)[0:1] + how_it_stands(message)[2:] for message in world.messages()}
    assert len(stands) == 1
    assert stands.pop()[0] == "bounced"
    assert all(message.provider_id for message in world.messages())


def test_the_same_batch_forty_six_times_split_and_mixed_changes_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    all_due(world, 2)
    deliver(world.parts, leased(world), "a-lease")
    world.now = WEDNESDAY.replace(hour=16)
    first, second = world.messages()
    batch = [provider_event(message, kind) for message in (first, second) for kind in KINDS[:4]]
    post(world, batch)
    before = [how_it_stands(message) for message in world.messages()]
    decisions = len(world.reasons())

    for turn in range(46):
        cut = turn % len(batch)
        # An id of its own each time, as some have seen: then the meaning tells.
        told = [{**event, "sg_event_id": f"{event['sg_event_id']}-{turn % 3}"} for event in batch[cut:] + batch[:cut]]
        store_hook(world.parts, EVENTS, "application/json", orjson.dumps(told[::-1] if turn % 2 else told))
    world.drain()

    assert [how_it_stands(message) for message in world.messages()] == before
    assert len(world.reasons()) == decisions
    with world.parts.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Signal)) == len(batch)


def test_the_providers_word_resolves_a_doubt_and_comes_before_our_own_record(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_due(world, 1)

    def told_at_once(letter: OutgoingLetter, now: Any) -> Outcome:
        (message,) = world.messages()
        assert message.state == "sending"
        post(world, [provider_event(message, "processed"), provider_event(message, "delivered")])
        return InDoubt("the answer never came")

    monkeypatch.setattr(world.transport, "send", told_at_once)
    deliver(world.parts, leased(world), "a-lease")

    (message,) = world.messages()
    assert message.state == "delivered"
    assert message.delivered_at is not None
