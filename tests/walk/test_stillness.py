"""Whether all is done: looked for in the database, at the doors and in the sandbox; not believed if anybody wrote meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, cast

import pytest
from redis import Redis

from schemas.told import Told
from tests.world import World
from worker.engine.outbound import tell
from worker.engine.take_in import take_in
from worker.walk.stillness import Stillness, read_stillness


class Queue:
    """A Redis of which only the lengths are asked."""

    def __init__(self) -> None:
        self.entries = self.messages = 0

    def xlen(self, _stream: str) -> int:
        return self.entries

    def hlen(self, _queue: str) -> int:
        return self.messages


class Around:
    """A small world, and what is around it."""

    def __init__(self, world: World) -> None:
        self.world, self.queue = world, Queue()
        self.sandbox: tuple[bool, datetime | None] = (True, None)

    def look(self) -> Stillness | None:
        redis = cast(Redis, self.queue)
        return read_stillness(self.world.parts.database, redis, redis, lambda: self.sandbox, self.world.now)


@pytest.fixture
def around(sqlite_url: str) -> Iterator[Around]:
    world = World(sqlite_url)
    yield Around(world)
    world.close()


def test_when_all_is_done_the_next_thing_is_the_soonest_of_the_database_and_the_sandboxs_people(around: Around) -> None:
    assert around.look() == Stillness(None)
    around.world.reject(stage="screen")
    due = around.world.now + timedelta(hours=1)
    around.sandbox = True, due

    still = around.look()

    assert still == Stillness(due)
    around.sandbox = True, None
    later = around.look()
    assert later is not None
    assert later.next_at is not None
    assert later.next_at > due


@pytest.mark.parametrize("where", ["stream", "queue", "sandbox", "inbox", "word to upstream"])
def test_wherever_something_is_left_to_do_it_is_not_still(around: Around, where: str) -> None:
    around.world.tell("candidate.updated")
    assert around.look() is not None
    if where == "inbox":
        take_in(around.world.parts, [around.world.event("candidate.updated")], door="test")
    if where == "word to upstream":
        ada, outbound = around.world.candidate(), cast(dict[str, Any], around.world.parts.outbound)
        outbound["a target"] = None
        with around.world.parts.database.write() as session:
            tell(session, around.world.parts, Told.UNSUBSCRIBED, ada.id, key="k")
    around.queue.entries, around.queue.messages = int(where == "stream"), int(where == "queue")
    around.sandbox = where != "sandbox", None

    assert around.look() is None


def test_what_was_written_while_it_was_looked_for_is_not_overlooked(around: Around, monkeypatch: pytest.MonkeyPatch) -> None:
    def handed_back(_queue: str) -> int:
        take_in(around.world.parts, [around.world.event("candidate.updated")], door="test")
        return 0

    monkeypatch.setattr(around.queue, "hlen", handed_back)

    assert around.look() is None
