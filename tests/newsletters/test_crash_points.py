"""Killed at any instant, an issue reaches everybody once or is in doubt, and nobody is left out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.newsletters.killing import run_until_killed
from tests.newsletters.network import SLUG, addresses, approved, issue, join, states, work
from tests.world import World
from worker.engine import newsletter_claim
from worker.engine.newsletter_control import start_issue

TRANSACTION = ["before a transaction", "before its commit", "after its commit"]
CALL = ["before the call", "after the call"]
PAGE = [*TRANSACTION, *TRANSACTION, *CALL, *TRANSACTION]
ISSUE = [*PAGE, *PAGE, *TRANSACTION, *TRANSACTION]
"""Two pages: claimed, prepared, handed over, recorded; a claim that finds nothing; the end. A new place must be named here."""


@pytest.fixture
def started(sqlite_world: World, short_issue: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """Three readers in pages of two."""
    world = sqlite_world
    monkeypatch.setattr(newsletter_claim.claim_page, "__defaults__", (2,))
    join(world, 3)
    approved(world)
    start_issue(world.parts, SLUG, "Freja")
    return world


def test_an_issue_passes_these_places_and_no_others(started: World) -> None:
    assert run_until_killed(started, None, lambda: work(started)) == ISSUE
    assert issue(started).state == "done"


@pytest.mark.parametrize("place", range(len(ISSUE)))
def test_killed_at_any_place_nobody_gets_two_and_nobody_is_left_out(started: World, place: int) -> None:
    run_until_killed(started, place, lambda: work(started))
    on_their_way = states(started).get("sending", 0)
    for _ in range(4):  # until the dead worker's lease is over, and what it left is looked at again
        started.now += timedelta(minutes=11)
        started.drain()

    assert len(addresses(started)) == len(set(addresses(started)))
    assert states(started) == {"accepted": 3 - on_their_way} | ({"unknown": on_their_way} if on_their_way else {})
    assert issue(started).state == "done"
    started.pass_days(10)
    assert len(addresses(started)) == len(set(addresses(started)))
