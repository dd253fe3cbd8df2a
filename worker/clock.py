"""The clock process: leases what is due and hands it to workers. Any number may run, on any number of machines."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import structlog
from sqlalchemy.exc import SQLAlchemyError

from worker.broker import BrokerHints
from worker.engine.due import dispatch, sweep
from worker.engine.parts import Parts
from worker.heartbeat import Heart

_log = structlog.get_logger(__name__)
_SWEEP_SECONDS = 1.0
_WALKING_POLL_SECONDS = 0.005
_MOST_WAITING = 200
"""More hints than this unread: workers are behind, and leasing more would only let leases run out in the queue."""


def run_clock(
    parts: Parts,
    hints: BrokerHints,
    stop: threading.Event,
    poll_seconds: float,
    let_time_pass: Callable[[], bool] = lambda: False,
) -> None:
    """Until told to stop:

    1. Lease one batch of what is due and hand it over; go on at once while there is more.
    2. Once a second, hint again at whatever waits in the database, since hints may have been lost.
    3. With nothing due, let time pass if somebody wishes so (trial only), or wait for `poll_seconds`.
    A database that is away is waited for, and so is Redis: what were leased and not handed over would lie until its lease ends.
    """
    heart, next_sweep = Heart(parts.database, "clock"), 0.0
    while not stop.is_set():
        found = 0
        try:
            waiting = hints.backlog()
            if waiting is not None and waiting < _MOST_WAITING:
                found = dispatch(parts)
                if time.monotonic() >= next_sweep:
                    sweep(parts)
                    next_sweep = time.monotonic() + _SWEEP_SECONDS
        except SQLAlchemyError as error:
            _log.warning("the database is away; the clock waits", error=type(error).__name__)
            stop.wait(1.0)
        heart.beat()
        if not found:
            stop.wait(_WALKING_POLL_SECONDS if let_time_pass() else poll_seconds)
    heart.stop()
