"""`rapport up`, step by step: the ground, `release`, everything else; then until a signal comes."""

from __future__ import annotations

import os
import signal
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from types import FrameType

from worker.up.output import OWN, Output, Pump
from worker.up.program import Program
from worker.up.supervised import Supervised
from worker.up.tied import tied

_LOOK_SECONDS = 0.1
_LOOK_AFTER_CHILDREN_SECONDS = 1.0
_GROUND_SECONDS = 120
_READY_SECONDS = 300
OK, FAILED = 0, 1


@dataclass(frozen=True, slots=True)
class Stack:
    """What is run, and how its steps are told to have come true."""

    data_dir: Path
    environ: Mapping[str, str]
    programs: Sequence[Program]
    release: Sequence[str]
    """Run to its end before everything that is not the ground; when it fails, nothing else starts."""
    ground_is_ready: Callable[[], bool]
    is_ready: Callable[[], bool]
    welcome: Callable[[], str]


class _Stopped(Exception):
    """A signal asked us to stop."""


class _Broken(Exception):
    """A step did not come true; the message says which."""


class _Signals:
    """SIGTERM and Ctrl-C: the first asks, the second insists."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.insisted = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._take)

    def _take(self, _number: int, _frame: FrameType | None) -> None:
        (self.insisted if self.asked.is_set() else self.asked).set()


def run(stack: Stack, output: Output, *, held: Sequence[int] = ()) -> int:
    """Run the stack until a signal stops it (0) or it cannot go on (1). The main thread must call it."""
    signals = _Signals()
    supervised = Supervised(stack.programs, stack.data_dir, stack.environ, output, held=held)
    status = OK
    try:
        _bring_up(stack, supervised, output, signals)
        _watch(supervised, signals)
    except _Broken as broken:
        output.line(OWN, str(broken), level="error")
        status = FAILED
    except _Stopped:
        output.line(OWN, "stopping: letters on their way are finished first")
    _bring_down(supervised, signals)
    return status


def _bring_up(stack: Stack, supervised: Supervised, output: Output, signals: _Signals) -> None:
    def until(condition: Callable[[], bool], seconds: float, what: str) -> None:
        end = monotonic() + seconds
        while not condition():
            if signals.asked.is_set():
                raise _Stopped
            if not supervised.lives():
                raise _Broken("the process manager ended, and everything with it; the lines above say why")
            if monotonic() > end:
                raise _Broken(f"{what} in vain for {seconds:g} seconds; the lines above say why")
            if given_up := supervised.given_up():
                raise _Broken(f"{', '.join(given_up)} does not start; the lines above say why")
            signals.asked.wait(_LOOK_SECONDS)

    until(supervised.answers, _GROUND_SECONDS, "waited for the process manager")
    until(
        stack.ground_is_ready, _GROUND_SECONDS, "waited for the private Redis (its own lines: redis/redis.log in the data folder)"
    )
    _release(stack, output, signals)
    supervised.start_the_others(stack.programs)
    until(stack.is_ready, _READY_SECONDS, "waited for the processes to be ready")
    output.plain(stack.welcome())


def _release(stack: Stack, output: Output, signals: _Signals) -> None:
    """Run to its end, unless somebody insists: then it is ended half-way, and the database takes back what it had begun."""
    pump, (reading, end) = Pump(), os.pipe()
    pump.take(reading, partial(output.line, "release"))
    process = subprocess.Popen(  # noqa: S603
        tied(stack.release),
        stdin=subprocess.DEVNULL,
        stdout=end,
        stderr=end,
        env=dict(stack.environ),
        process_group=0,
    )
    os.close(end)
    pump.start()
    while process.poll() is None:
        if signals.insisted.wait(_LOOK_SECONDS):
            process.terminate()
            process.wait()
    pump.join()
    if signals.asked.is_set():
        raise _Stopped
    if process.returncode:
        raise _Broken("`rapport release` failed, so nothing else was started; the lines above say why")


def _watch(supervised: Supervised, signals: _Signals) -> None:
    while not signals.asked.wait(_LOOK_AFTER_CHILDREN_SECONDS):
        if not supervised.lives():
            raise _Broken("the process manager ended, and everything with it")
        if given_up := supervised.given_up():
            raise _Broken(f"{', '.join(given_up)} failed too often to be started again, so everything stops")
    raise _Stopped


def _bring_down(supervised: Supervised, signals: _Signals) -> None:
    supervised.stop()
    while supervised.lives():
        if signals.insisted.wait(_LOOK_SECONDS):
            supervised.kill()
    supervised.join()
