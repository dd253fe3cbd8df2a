"""A simulated kill at any place where an issue touches the database or the provider."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import pytest

from tests.engine.killing import Fuse, Killed, armed
from tests.world import World
from worker.delivery.batch import BatchLetter
from worker.delivery.transport import Outcome


def run_until_killed(world: World, at: int | None, work: Callable[[], object]) -> list[str]:
    """Run `work` with a kill at the given place; returns the places passed."""
    fuse, send_batch = Fuse(at), world.transport.send_batch

    def fused(batch: BatchLetter, now: datetime) -> Sequence[Outcome]:
        fuse.place("before the call")
        outcomes = send_batch(batch, now)
        fuse.place("after the call")
        return outcomes

    with pytest.MonkeyPatch.context() as patch, armed(world, fuse), suppress(Killed):
        patch.setattr(world.transport, "send_batch", fused)
        work()
    return fuse.passed
