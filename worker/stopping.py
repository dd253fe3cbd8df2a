"""Stopping: SIGTERM and Ctrl-C set an event, and loops end at their next turn."""

from __future__ import annotations

import signal
import threading
from types import FrameType


def stop_event() -> threading.Event:
    """An event that is set when this process is told to stop."""
    event = threading.Event()

    def _stop(_signal: int, _frame: FrameType | None) -> None:
        event.set()

    signal.signal(signal.SIGTERM, _stop)
    signal.signal(signal.SIGINT, _stop)
    return event
