"""The processes that are measured: `python -m bench.process worker|clock|noop`. Real code, at a handed-in working hour."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime

import dramatiq

from bench.settings import THREADS, bench_parts
from worker.actors import declare_actors
from worker.broker import BrokerHints, make_broker
from worker.clock import run_clock
from worker.logs import configure
from worker.stopping import stop_event
from worker.work import run_worker

MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
POLL_MS = 20
CLOCK_POLL_MS = 100
"""As it comes by default."""
_FLOOR_THREADS = 4
"""The floor's, since it was first measured. A no-op waits for the broker, where a letter computes: so more threads help the
floor, and our own workers have fewer."""


def main(kind: str) -> None:
    """Run one process until it is told to stop."""
    configure("json")
    broker = make_broker(os.environ["BENCH_REDIS_URL"])
    hints = BrokerHints(broker)
    parts = bench_parts(os.environ["BENCH_DATABASE_URL"], os.environ["BENCH_SINK_URL"], hints, MONDAY)
    if kind == "clock":
        run_clock(parts, hints, stop_event(), CLOCK_POLL_MS / 1000)
        return
    threads, prefetch = THREADS, None
    if kind == "noop":
        threads, prefetch = _FLOOR_THREADS, 2 * _FLOOR_THREADS
        dramatiq.actor(actor_name="noop", queue_name="rapport", broker=broker)(lambda: None)
    else:
        declare_actors(broker, parts)
    run_worker(broker, parts, stop_event(), threads=threads, poll_ms=POLL_MS, prefetch=prefetch)


if __name__ == "__main__":
    main(sys.argv[1])
