"""Figure `event_to_letter`: rejections with no delay, from queued to recorded as sent, against Dramatiq's own no-op actor."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from time import perf_counter
from typing import Any

from dramatiq import Message
from sqlalchemy import func, select

from bench.ground import Ground, database, running, wait_for
from bench.result import Row
from worker.broker import EVENTS_QUEUE, HINTS_QUEUE, make_broker
from worker.store.database import Database
from worker.store.models.decision import Decision
from worker.store.models.message import Message as Letter

WORKERS = 2
_EVENTS_IN_A_MESSAGE = 100


def rejection(number: int) -> dict[str, Any]:
    """One made-up rejection, about somebody nobody heard of before."""
    return {
        "specversion": "1.0",
        "id": f"bench-{number}",
        "source": "bench",
        "type": "candidate.rejected",
        "time": "2026-01-05T08:59:00Z",
        "data": {
            "candidate": {
                "id": f"c{number}",
                "email": f"person{number}@mail{number % 97}.example",
                "first_name": "Ada",
                "last_name": f"Byron {number}",
                "locale": ("en", "da", "de")[number % 3],
                "country": "DK",
                "skills": ["python", "sql"],
            },
            "application": {"id": f"a{number}", "stage": "interview", "job": {"id": "j1", "title": "Data Engineer"}},
            "recruiter": {"email": "rosa@northwind.example", "name": "Rosa Lindqvist"},
        },
    }


@contextmanager
def workers(ground: Ground, url: str, kind: str) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Two worker processes, up and warm, standing still until `go` lets them."""
    environ = {"BENCH_DATABASE_URL": url, "BENCH_REDIS_URL": ground.redis_url, "BENCH_SINK_URL": ground.sink_url}
    with ExitStack() as stack:
        children = [stack.enter_context(running([sys.executable, "-m", "bench.process", kind], environ)) for _ in range(WORKERS)]
        wait_until_beating(url, "worker", WORKERS)
        yield children


def wait_until_beating(url: str, kind: str, number: int) -> None:
    """Until so many processes of a kind are up: how long they take to start is not what is measured."""
    from worker.store.models.operation import Heartbeat

    def beating() -> int:
        with known.read() as session:
            return session.scalar(select(func.count()).where(Heartbeat.kind == kind)) or 0

    known = Database(url)
    wait_for(lambda: beating() >= number, 30, f"the {kind}s")
    known.close()


def still(children: list[subprocess.Popen[bytes]]) -> None:
    """Let them stand still, so that everything is queued before the first is worked."""
    for child in children:
        os.kill(child.pid, signal.SIGSTOP)


def go(children: list[subprocess.Popen[bytes]]) -> None:
    """Let them work."""
    for child in children:
        os.kill(child.pid, signal.SIGCONT)


def floor(ground: Ground, count: int) -> float:
    """Messages per second of a no-op actor, which Dramatiq takes from the broker one by one."""
    broker = make_broker(ground.redis_url)
    with database(ground.database_url, "bench_floor") as url, workers(ground, url, "noop") as children:
        still(children)
        for _ in range(count):
            broker.enqueue(Message(queue_name=HINTS_QUEUE, actor_name="noop", args=(), kwargs={}, options={}))
        start = perf_counter()
        go(children)
        wait_for(lambda: _left(broker) == 0, 120, "the no-op messages")
        return count / (perf_counter() - start)


def _left(broker: Any) -> int:
    """Messages not yet acknowledged."""
    return int(broker.client.hlen(f"rapport:{HINTS_QUEUE}.msgs"))


def letters_per_second(ground: Ground, count: int) -> tuple[float, dict[str, float]]:
    """Letters per second from queued events to recorded answers; and each process's peak memory in MiB."""
    broker = make_broker(ground.redis_url)
    environ = {"BENCH_REDIS_URL": ground.redis_url, "BENCH_SINK_URL": ground.sink_url}
    clock_command = [sys.executable, "-m", "bench.process", "clock"]
    with (
        database(ground.database_url, "bench_letters") as url,
        workers(ground, url, "worker") as children,
        running(clock_command, environ | {"BENCH_DATABASE_URL": url}) as clock,
    ):
        wait_until_beating(url, "clock", 1)
        still(children)
        for first in range(0, count, _EVENTS_IN_A_MESSAGE):
            events = [rejection(number) for number in range(first, min(first + _EVENTS_IN_A_MESSAGE, count))]
            broker.enqueue(Message(queue_name=EVENTS_QUEUE, actor_name="take_in", args=tuple(events), kwargs={}, options={}))
        known = Database(url)
        start = perf_counter()
        go(children)
        # Counting the ledger costs what it measures: not before each letter has its two decisions, to begin and to send.
        wait_for(lambda: _decided(known) >= 2 * count, 300, "the decisions", every_seconds=0.1)
        wait_for(lambda: _recorded(known) >= count, 300, "the letters", every_seconds=0.02)
        seconds = perf_counter() - start
        memory = {f"worker {number + 1}": peak_memory(child.pid) for number, child in enumerate(children)}
        memory["clock"] = peak_memory(clock.pid)
        known.close()
    return count / seconds, memory


def _decided(known: Database) -> int:
    with known.read() as session:
        return session.scalar(select(func.max(Decision.seq))) or 0


def _recorded(known: Database) -> int:
    with known.read() as session:
        return session.scalar(select(func.count()).select_from(Letter).where(Letter.state == "accepted")) or 0


def peak_memory(pid: int) -> float:
    """Peak resident memory in MiB, as the kernel counts it; 0 for a process that has just ended."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next((int(line.split()[1]) for line in status if line.startswith("VmHWM")), 0) / 1024


def event_to_letter(ground: Ground, count: int = 10_000) -> list[Row]:
    """The figure, its floor, and the peak memory of each process."""
    messages = floor(ground, count)
    letters, memory = letters_per_second(ground, count)
    rows = [Row("event_to_letter", letters, "letters/s", messages, letters / messages, 0.5)]
    return rows + [Row(f"peak_memory {name}", peak, "MiB", better="lower") for name, peak in memory.items()]
