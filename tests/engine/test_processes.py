"""The loops of the processes: what they do when something is away, behind, dead, or told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import dramatiq
import pytest
from dramatiq.brokers.stub import StubBroker
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from tests.conftest import WaitUntil
from tests.world import World
from worker import clock, work
from worker.broker import EVENTS_QUEUE, HINTS_QUEUE, BrokerHints, broker_client, make_broker
from worker.clock import run_clock
from worker.store.models.operation import Heartbeat
from worker.work import ThreadDied, run_worker


@pytest.fixture
def small_world(sqlite_url: str) -> Iterator[World]:
    world = World(sqlite_url)
    yield world
    world.close()


def hearts(world: World) -> int:
    with world.parts.database.read() as session:
        return session.scalar(select(func.count()).select_from(Heartbeat)) or 0


@pytest.mark.parametrize(
    ("url", "number"), [("redis://redis.example/3", 4), ("redis://redis.example", 1), ("unix:///tmp/redis.sock?db=2", 3)]
)
def test_the_broker_keeps_to_the_database_after_the_one_of_the_url(url: str, number: int) -> None:
    assert broker_client(url).connection_pool.connection_kwargs["db"] == number


def test_hints_are_counted_until_they_are_read(redis_url: str) -> None:
    hints = BrokerHints(make_broker(redis_url))
    hints.send("record")
    hints.send("deliver", ["an id"], "a lease")
    assert hints.backlog() == 2


def test_a_hint_that_redis_cannot_take_is_lost_and_breaks_nothing(free_port: Callable[[], int]) -> None:
    hints = BrokerHints(make_broker(f"redis://127.0.0.1:{free_port()}/0"))
    hints.send("record")
    assert hints.backlog() is None


class Turns(threading.Event):
    """A stop that comes by itself after so many turns of a loop, and never really waits."""

    def __init__(self, most: int) -> None:
        super().__init__()
        self.waited: list[float | None] = []
        self._most = most

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout)
        if len(self.waited) >= self._most:
            self.set()
        return self.is_set()


def hints_behind_by(number: int | None) -> BrokerHints:
    class Behind(BrokerHints):
        def __init__(self) -> None: ...

        def backlog(self) -> int | None:
            return number

    return Behind()


@pytest.mark.parametrize(("unread", "leases"), [(0, 3), (1_000, 0), (None, 0)])
def test_the_clock_leases_nothing_while_workers_are_far_behind_or_redis_is_away(
    small_world: World, monkeypatch: pytest.MonkeyPatch, unread: int | None, leases: int
) -> None:
    called: list[object] = []

    def dispatch(parts: object) -> int:
        called.append(parts)
        return 0

    monkeypatch.setattr(clock, "dispatch", dispatch)
    run_clock(small_world.parts, hints_behind_by(unread), Turns(3), 0.1)
    assert len(called) == leases
    assert hearts(small_world) == 0, "told to stop, it takes its heartbeat away"


def test_the_clock_waits_for_a_database_that_is_away_and_goes_on(small_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    answers: list[int | Exception] = [OperationalError("SELECT", {}, Exception("away")), 7, 0]

    def dispatch(_parts: object) -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(clock, "dispatch", dispatch)
    stop = Turns(3)
    run_clock(small_world.parts, hints_behind_by(0), stop, 0.1)
    assert answers == []
    assert stop.waited == [1.0, 0.1, 0.1], "while there is more, it goes on at once"


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> StubBroker:
    """A broker in memory; what the worker tells the interpreter stays out of the tests' own."""
    monkeypatch.setattr(work, "gc", SimpleNamespace(collect=int, freeze=int, set_threshold=lambda *_: None))
    monkeypatch.setattr(work, "sys", SimpleNamespace(setswitchinterval=lambda _: None))
    made = StubBroker(middleware=[])
    for name in (HINTS_QUEUE, EVENTS_QUEUE):
        made.declare_queue(name)
    return made


def test_a_worker_one_of_whose_threads_has_died_ends(
    small_world: World, broker: StubBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Dying(dramatiq.Worker):
        def start(self) -> None:
            super().start()
            next(iter(self.consumers.values())).stop()

    monkeypatch.setattr(work, "Worker", Dying)
    with pytest.raises(ThreadDied, match="have died"):
        run_worker(broker, small_world.parts, threading.Event(), threads=1, poll_ms=10, warm=False)


def test_a_worker_told_to_stop_finishes_what_runs(small_world: World, broker: StubBroker, wait_until: WaitUntil) -> None:
    began, may_end, stop = threading.Event(), threading.Event(), threading.Event()
    done: list[str] = []

    def letters() -> None:
        began.set()
        may_end.wait(20)
        done.append("letters")

    dramatiq.actor(actor_name="letters", queue_name=HINTS_QUEUE, broker=broker)(letters).send()
    options: dict[str, Any] = {"threads": 1, "poll_ms": 10, "warm": False}
    thread = threading.Thread(target=run_worker, args=(broker, small_world.parts, stop), kwargs=options)
    thread.start()
    assert began.wait(20)
    wait_until(lambda: hearts(small_world) == 1, what="the worker's heartbeat")
    stop.set()
    thread.join(0.2)
    assert thread.is_alive()
    may_end.set()
    thread.join(20)

    assert not thread.is_alive()
    assert done == ["letters"]
    assert hearts(small_world) == 0
