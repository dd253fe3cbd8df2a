"""Leases: each due row goes to exactly one of many who ask at once, and nobody sends what somebody else holds."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

from sqlalchemy import insert

from campaigns.vocabulary import discover_campaigns
from tests.engine.crowd import WEDNESDAY, calls_by_letter, leased, person, reject_many, states
from tests.world import ENGINEER, World
from worker.engine.deliver import deliver
from worker.engine.due import dispatch, lease_due
from worker.engine.react import react
from worker.engine.record import record
from worker.engine.take_in import take_in
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment

_THREADS, _ROWS = 6, 120


def many_due(world: World, number: int) -> None:
    """Enrollments that are due, without their histories."""
    candidates = [{"id": uuid4(), "skills": [], "facts_at": world.now, "created_at": world.now} for _ in range(number)]
    rows = [
        {
            "id": uuid4(),
            "candidate_id": candidate["id"],
            "campaign": "post_rejection",
            "key": "event",
            "state": "active",
            "step": "thank_you",
            "anchor_at": world.now,
            "started_at": world.now,
            "due_at": world.now,
            "wake_at": world.now,
            "priority": 50,
            "context": {},
        }
        for candidate in candidates
    ]
    with world.parts.database.write() as session:
        session.execute(insert(Candidate), candidates)
        session.execute(insert(Enrollment), rows)


def at_once(number: int, work: Callable[[int], object]) -> list[object]:
    """Run the same in several threads that start together; raises what any of them raises."""
    start = threading.Barrier(number)

    def one(which: int) -> object:
        start.wait(20)
        return work(which)

    with ThreadPoolExecutor(number) as pool:
        return [future.result(60) for future in [pool.submit(one, which) for which in range(number)]]


def test_each_due_row_is_leased_exactly_once_however_many_ask(world: World) -> None:
    many_due(world, _ROWS)

    def ask(which: int) -> list[object]:
        mine: list[object] = []
        while True:
            with world.parts.database.write() as session:
                got = lease_due(session, world.parts, f"lease-{which}-{len(mine)}", 7)
            if not got:
                return mine
            mine += got

    held = [row for rows in at_once(_THREADS, ask) for row in rows]  # type: ignore[attr-defined]

    assert len(held) == len(set(held)) == _ROWS


def test_two_workers_at_once_keep_to_one_persons_budget(make_world: Callable[..., World]) -> None:
    world = make_world()
    # Two letters that are both held to the budget, due to the same people at the same time.
    reject_many(world, 6)
    for number in range(6):
        placement = {"start_date": "2025-10-09", "job_title": "Data Engineer"}
        world.tell(
            "candidate.hired", candidate=person(number), placement=placement, application={"id": f"h{number}"}, silent=True
        )
    with world.parts.database.write() as session:
        for enrollment in session.query(Enrollment).all():
            enrollment.state, enrollment.step, enrollment.due_at = "active", "keep_in_touch", WEDNESDAY
            enrollment.wake_at, enrollment.priority = WEDNESDAY, 50
            session.add(_twin(enrollment))
    world.now = WEDNESDAY
    first, second = leased(world, "first", 6), leased(world, "second", 6)
    assert len(first) == len(second) == 6

    at_once(2, lambda which: deliver(world.parts, [first, second][which], ["first", "second"][which]))

    assert Counter(letter.to.address for letter in world.sent) == {f"p{n}@mail.example": 1 for n in range(6)}
    waits = Counter(world.reasons("defer"))
    assert set(waits) <= {"over_budget", "yields_to_priority"}
    assert waits.total() == 6


def _twin(enrollment: Enrollment) -> Enrollment:
    copied = {
        column.key: getattr(enrollment, column.key) for column in Enrollment.__table__.columns if column.key not in ("id", "key")
    }
    return Enrollment(id=uuid4(), key="another", **copied)


def test_the_same_message_worked_by_several_workers_at_once_sends_each_letter_once(world: World) -> None:
    reject_many(world, 8)
    world.now = WEDNESDAY
    ids = leased(world)

    at_once(4, lambda _: deliver(world.parts, ids, "a-lease"))

    assert set(calls_by_letter(world).values()) == {1}
    assert list(states(world).values()) == ["accepted"] * 8


def test_several_clocks_and_workers_at_once_send_each_letter_once(world: World) -> None:
    reject_many(world, 8)
    world.now = WEDNESDAY

    def work(_: int) -> None:
        dispatch(world.parts)
        while True:
            try:
                actor, args = world.hints.queue.popleft()
            except IndexError:
                return
            if actor == "deliver":
                deliver(world.parts, *args)

    at_once(4, work)
    world.drain()

    assert set(calls_by_letter(world).values()) == {1}
    assert len(calls_by_letter(world)) == 8
    assert "Data Engineer" in world.sent[0].text


def test_what_is_due_at_once_does_not_wait_for_the_clock_and_is_not_lost_with_its_hint(world: World) -> None:
    world.parts = replace(world.parts, campaigns=discover_campaigns("bench.campaigns"))
    take_in(world.parts, [world.event("candidate.rejected", application={"id": "a", "job": ENGINEER})], door="test")
    record(world.parts)
    world.hints.queue.clear()
    react(world.parts, "post_rejection")
    assert [actor for actor, _ in world.hints.queue] == ["deliver"]
    assert dispatch(world.parts) == 0  # it is held already

    world.hints.queue.clear()  # the hint is lost
    world.now += timedelta(seconds=world.parts.policy.lease_seconds)
    world.drain()
    assert len(world.sent) == 1
