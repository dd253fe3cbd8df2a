"""The stream's door, on a real Redis: whatever crashes or is emptied, an event is stored before it is let go."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import dramatiq
import orjson
import pytest
import redis
from dramatiq.brokers.stub import StubBroker
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from tests.conftest import WaitUntil
from tests.engine.crowd import person
from tests.world import World
from worker import intake as module
from worker.actors import declare_actors
from worker.broker import EVENTS_QUEUE, HINTS_QUEUE
from worker.intake import FIELD, GROUP, STREAM, Intake, run_intake
from worker.store.models.inbox import DeadLetter, InboxEvent


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as made:
        yield made


def queue(world: World, client: redis.Redis, number: int, first: int = 0) -> None:
    for n in range(first, first + number):
        event = {**world.event("candidate.updated", candidate=person(n)), "id": f"e{n}"}
        client.xadd(STREAM, {FIELD: orjson.dumps(event)})


def stored(world: World) -> list[str]:
    with world.parts.database.read() as session:
        return sorted(session.scalars(select(InboxEvent.event_id)))


def buried(world: World) -> list[DeadLetter]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(DeadLetter).order_by(DeadLetter.seq)))


def test_entries_are_stored_and_deleted(world: World, client: redis.Redis) -> None:
    queue(world, client, 3)
    intake = Intake(world.parts, client)
    intake.ensure_group()
    intake.ensure_group()

    assert intake.turn(block_ms=1) == 3
    assert stored(world) == ["e0", "e1", "e2"]
    assert client.xlen(STREAM) == 0
    assert client.xpending(STREAM, GROUP)["pending"] == 0
    assert intake.turn(block_ms=1) == 0


def test_what_a_crashed_consumer_read_is_claimed_by_another(world: World, client: redis.Redis) -> None:
    queue(world, client, 3)
    Intake(world.parts, client).ensure_group()
    client.xreadgroup(GROUP, "crashed", {STREAM: ">"}, count=2)

    other = Intake(world.parts, client, claim_after_ms=0)
    assert other.turn(block_ms=1) == 2
    assert other.turn(block_ms=1) == 1

    assert stored(world) == ["e0", "e1", "e2"]
    assert client.xlen(STREAM) == 0


def test_garbage_is_buried_whole_and_holds_up_nothing(world: World, client: redis.Redis) -> None:
    client.xadd(STREAM, {"something": "else", "and": b"\xff"})
    client.xadd(STREAM, {FIELD: b""})
    client.xadd(STREAM, {FIELD: b"{"})
    client.xadd(STREAM, {FIELD: b'{"type": "candidate.updated", "time": "0001-01-01T00:00:00+14:00"}'})
    nest = b"[" * 900 + b"]" * 900
    client.xadd(STREAM, {FIELD: orjson.dumps(world.event("candidate.updated"))[:-1] + b',"ourteam":' + nest + b"}"})
    queue(world, client, 1)
    intake = Intake(world.parts, client)
    intake.ensure_group()

    intake.turn(block_ms=1)

    assert stored(world) == ["e0"]
    assert [letter.door for letter in buried(world)] == ["stream"] * 5
    assert "else" in buried(world)[0].raw
    assert client.xlen(STREAM) == 0


def test_while_the_database_is_away_entries_stay_and_are_stored_afterwards(
    world: World, client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(world, client, 2)
    intake = Intake(world.parts, client, claim_after_ms=0)
    intake.ensure_group()

    def away(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, Exception("away"))

    with monkeypatch.context() as patch:
        patch.setattr(module, "take_in_or_bury", away)
        with pytest.raises(OperationalError):
            intake.turn(block_ms=1)
    assert client.xlen(STREAM) == 2
    intake.retry_soon()
    assert intake.turn(block_ms=1) == 2
    assert stored(world) == ["e0", "e1"]


def test_after_redis_is_emptied_or_the_group_is_gone_intake_goes_on(
    world: World, client: redis.Redis, wait_until: WaitUntil
) -> None:
    stop = threading.Event()
    thread = threading.Thread(target=run_intake, args=(world.parts, client, stop, 0.02))
    thread.start()
    try:
        queue(world, client, 1)
        wait_until(lambda: stored(world) == ["e0"], what="the first event")
        client.flushall()
        queue(world, client, 1, first=1)
        wait_until(lambda: len(stored(world)) == 2, what="the event after FLUSHALL")
        client.xgroup_destroy(STREAM, GROUP)
        queue(world, client, 1, first=2)
        wait_until(lambda: len(stored(world)) == 3, what="the event after the group was gone")
    finally:
        stop.set()
        thread.join(20)
    assert not thread.is_alive()
    assert client.xinfo_consumers(STREAM, GROUP) == [], "told to stop, it takes its name away"


def test_a_consumer_that_leaves_with_something_pending_keeps_its_name_for_another_to_claim(
    world: World, client: redis.Redis
) -> None:
    queue(world, client, 1)
    intake = Intake(world.parts, client, claim_after_ms=0)
    intake.ensure_group()
    client.xreadgroup(GROUP, intake._name, {STREAM: ">"})

    intake.leave()

    assert client.xpending(STREAM, GROUP)["pending"] == 1
    assert Intake(world.parts, client, claim_after_ms=0).turn(block_ms=1) == 1


def test_a_python_upstream_sends_with_plain_dramatiq(world: World) -> None:
    broker = StubBroker(middleware=[])
    for name in (HINTS_QUEUE, EVENTS_QUEUE):
        broker.declare_queue(name)
    declare_actors(broker, world.parts)
    take_in = broker.get_actor("take_in")
    one, two, three, four = (world.event("candidate.updated", candidate=person(n)) for n in range(4))

    take_in.send(one)
    take_in.send([two, three])
    take_in.send(event=four)
    take_in.send({"what": "is this"})
    worker = dramatiq.Worker(broker, worker_timeout=10, worker_threads=1)
    worker.start()
    try:
        broker.join(EVENTS_QUEUE, timeout=20_000)
    finally:
        worker.stop()

    assert len(stored(world)) == 4
    assert len(buried(world)) == 1
