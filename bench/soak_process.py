"""The processes of the newsletter soak: `python -m bench.soak_process worker|clock`. Time runs on from a Monday morning."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta

from bench.newsletter import NOW
from bench.settings import THREADS, bench_parts
from worker.actors import declare_actors
from worker.app import NoHints
from worker.broker import BrokerHints, make_broker
from worker.clock import run_clock
from worker.delivery.sendgrid import SendGridTransport
from worker.engine.parts import Hints, Parts
from worker.logs import configure
from worker.stopping import stop_event
from worker.work import run_worker

API_KEY = "SG.soak"
_POLL_MS = 20


def soak_parts(environ: dict[str, str], hints: Hints | None = None) -> Parts:
    """The parts of a process of the soak: short leases, so that what a dead worker held is soon somebody else's."""
    began = float(environ["SOAK_BEGAN"])

    def now() -> datetime:
        return NOW + timedelta(seconds=time.time() - began)

    parts = bench_parts(environ["BENCH_DATABASE_URL"], environ["BENCH_SINK_URL"], hints or NoHints(), NOW)
    transport = SendGridTransport(API_KEY, environ["BENCH_SINK_URL"], float(environ["SOAK_LEASE"]) / 2)
    transport.largest_batch = int(environ["SOAK_PAGE"])
    policy = replace(parts.policy, lease_seconds=int(environ["SOAK_LEASE"]))
    return replace(parts, now=now, transport=transport, policy=policy)


def main(kind: str) -> None:
    """Run one process until it is told to stop."""
    configure("json")
    broker = make_broker(os.environ["BENCH_REDIS_URL"])
    hints = BrokerHints(broker)
    parts = soak_parts(dict(os.environ), hints)
    if kind == "clock":
        run_clock(parts, hints, stop_event(), _POLL_MS / 1000)
        return
    declare_actors(broker, parts)
    run_worker(broker, parts, stop_event(), threads=THREADS, poll_ms=_POLL_MS, warm=False)


if __name__ == "__main__":
    main(sys.argv[1])
