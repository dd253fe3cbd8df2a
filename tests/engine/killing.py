"""A simulated kill at any place where a delivery touches the database or the provider."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.world import World
from worker.delivery.transport import Outcome, OutgoingLetter


class Killed(BaseException):
    """Like SIGKILL: no handler of the code may keep it from ending everything."""


class Fuse:
    """Counts the places passed, and kills at one of them."""

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.passed: list[str] = []

    def place(self, name: str) -> None:
        self.passed.append(name)
        if len(self.passed) - 1 == self.at:
            raise Killed(name)


@contextmanager
def armed(world: World, fuse: Fuse) -> Iterator[None]:
    """Within, every transaction that writes and every call of the transport passes the fuse."""
    database, transport = world.parts.database, world.transport
    write, send = database.write, transport.send

    @contextmanager
    def fused_write() -> Iterator[Session]:
        fuse.place("before a transaction")
        with write() as session:
            yield session
            fuse.place("before its commit")
        fuse.place("after its commit")

    def fused_send(letter: OutgoingLetter, now: datetime) -> Outcome:
        fuse.place("before the call")
        outcome = send(letter, now)
        fuse.place("after the call")
        return outcome

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "write", fused_write)
        patch.setattr(transport, "send", fused_send)
        yield


def run_until_killed(world: World, at: int | None, work: Callable[[], object]) -> list[str]:
    """Run `work` with a kill at the given place; returns the places passed."""
    fuse = Fuse(at)
    with armed(world, fuse), suppress(Killed):
        work()
    return fuse.passed
