"""The worker process: Dramatiq's worker with our actors, and a watchdog that ends the process when a thread of it has died."""

from __future__ import annotations

import gc
import sys
import threading

import structlog
from dramatiq import Broker, Worker

from worker.engine.parts import Parts
from worker.heartbeat import Heart

_log = structlog.get_logger(__name__)
_GRACE_MS = 60_000
_ALLOCATIONS_BETWEEN_COLLECTIONS = 50_000
_SWITCH_SECONDS = 0.0005
"""A thread whose answer has come waits no longer than this for one that computes: at Python's own 5 ms, fewer letters."""


class ThreadDied(RuntimeError):
    """A thread of the worker is dead: the process must be started anew."""


def run_worker(
    broker: Broker,
    parts: Parts,
    stop: threading.Event,
    *,
    threads: int,
    poll_ms: int,
    prefetch: int | None = None,
    warm: bool = True,
) -> None:
    """Work until told to stop; what runs is finished first.

    Of each queue it holds at most `prefetch` messages, by default one more than it has threads. A message is a batch: one
    that waits in a busy worker could be at work in an idle one. `warm` compiles every letter first, some two seconds' work, so
    that none has to wait for it; without, each is compiled when it is first written.
    Raises `ThreadDied` when a consumer or worker thread has ended by itself: Dramatiq goes on without it, and looks well.
    """
    if warm:
        parts.letters.warm()
    # Letters, campaigns and libraries stay for ever: the collector need not look at them again and again.
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(_SWITCH_SECONDS)
    gc.set_threshold(_ALLOCATIONS_BETWEEN_COLLECTIONS, 20, 20)
    worker = Worker(broker, worker_threads=threads, worker_timeout=poll_ms)
    worker.queue_prefetch = prefetch or threads + 1
    worker.start()
    heart = Heart(parts.database, "worker")
    try:
        while not stop.wait(0.5):
            heart.beat(threads=threads)
            dead = [thread.name for thread in (*worker.consumers.values(), *worker.workers) if not thread.is_alive()]
            if dead:
                raise ThreadDied(f"these threads have died: {', '.join(dead)}")
    finally:
        worker.stop(timeout=_GRACE_MS)
        heart.stop()
        parts.transport.close()
