"""Killed at any instant, a delivery loses no letter, sends none twice, and leaves in doubt only what was on its way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.engine.crowd import all_due, calls_by_letter, leased, leases_run_out, states
from tests.engine.killing import run_until_killed
from tests.world import World
from worker.engine import deliver as module
from worker.engine.deliver import deliver
from worker.engine.due import dispatch
from worker.engine.parts import Parts
from worker.engine.react import react
from worker.engine.record import record
from worker.engine.service_mail import post

TRANSACTION = ["before a transaction", "before its commit", "after its commit"]
CALL = ["before the call", "after the call"]
DELIVERY = [*TRANSACTION, *CALL, *CALL, *TRANSACTION, *TRANSACTION, *CALL, *TRANSACTION]
"""Three letters in handfuls of two. A new place in the code must be named here, and is then swept like the others."""
POSTING = [*TRANSACTION, *CALL, *TRANSACTION]


def test_a_delivery_passes_these_places_and_no_others(world: World) -> None:
    all_due(world, 3)
    world.parts = small_handfuls(world)
    ids = leased(world)

    assert run_until_killed(world, None, lambda: deliver(world.parts, ids, "a-lease")) == DELIVERY


@pytest.fixture(autouse=True)
def handfuls_of_the_same_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the machine's speed, so that the places are always the same."""
    monkeypatch.setattr(module, "next_handful", lambda most, *_: most)


@pytest.mark.parametrize("place", range(len(DELIVERY)))
def test_a_delivery_killed_at_any_place_goes_on_when_its_leases_have_run_out(world: World, place: int) -> None:
    all_due(world, 3)
    world.parts = small_handfuls(world)
    ids = leased(world)

    run_until_killed(world, place, lambda: deliver(world.parts, ids, "a-lease"))
    on_their_way = {message_id for message_id, state in states(world).items() if state == "sending"}
    called = set(calls_by_letter(world))
    leases_run_out(world)
    world.drain()

    assert all(count == 1 for count in calls_by_letter(world).values())
    assert len(states(world)) == 3
    in_doubt = {message_id for message_id, state in states(world).items() if state == "unknown"}
    assert in_doubt == on_their_way
    assert called <= set(states(world))
    assert all(state == "accepted" for message_id, state in states(world).items() if message_id not in in_doubt)
    assert world.reasons("doubt").count("in_doubt_already") == len(in_doubt)
    world.pass_days(30)
    assert all(count == 1 for count in calls_by_letter(world).values())


def test_posting_service_mail_passes_these_places_and_no_others(world: World) -> None:
    assert run_until_killed(world, None, posting(world)) == POSTING


@pytest.mark.parametrize("place", range(len(POSTING)))
def test_a_service_mail_killed_at_any_place_is_sent_once_or_in_doubt(world: World, place: int) -> None:
    run_until_killed(world, place, posting(world))
    world.hints.queue.clear()
    leases_run_out(world)
    world.drain()

    calls = [call for call in world.transport.calls if call.letter.to.address == "rosa@northwind.example"]
    assert len(calls) <= 1
    assert (len(calls) == 1) or place in (2, 3)  # committed as `sending`, and killed before the call: nobody can tell


def small_handfuls(world: World) -> Parts:
    return replace(world.parts, policy=replace(world.parts.policy, handful=2))


def posting(world: World) -> Callable[[], int]:
    """Rosa is to be told to call; the mail is leased."""
    world.hints.losing = True
    world.reject(stage="onsite")
    record(world.parts)
    react(world.parts, "post_rejection")
    world.now = world.now.replace(hour=12)
    deliver(world.parts, leased(world), "a-lease")
    world.hints.losing = False
    world.hints.queue.clear()
    dispatch(world.parts)
    ((_, (ids, lease)),) = [hint for hint in world.hints.queue if hint[0] == "post"]
    world.hints.queue.clear()
    return lambda: post(world.parts, ids, lease)
