"""Several people whose letters are due at once, and the steps of a delivery one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from tests.world import ADA, ENGINEER, ROSA, World
from worker.engine.due import lease_due
from worker.engine.take_in import take_in
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message

WEDNESDAY = datetime(2026, 1, 7, 11, 0, tzinfo=UTC)
"""Noon in Copenhagen; the thank-you of Monday's rejections is due since nine."""


def person(number: int, **more: Any) -> dict[str, Any]:
    """One of many people; each has an address of their own."""
    return {**ADA, "id": f"p{number}", "email": f"p{number}@mail.example", "first_name": f"Ada{number}", **more}


def reject_many(world: World, number: int, **candidate: Any) -> None:
    """Turn down several people with one batch of events."""
    application = {"id": "app", "stage": "interview", "job": ENGINEER}
    events = [
        world.event(
            "candidate.rejected", candidate=person(n, **candidate), application={**application, "id": f"a{n}"}, recruiter=ROSA
        )
        for n in range(number)
    ]
    take_in(world.parts, events, door="test")
    world.drain()


def all_due(world: World, number: int) -> None:
    """Several thank-yous are due now, and nobody has looked yet."""
    reject_many(world, number)
    world.now = WEDNESDAY


def leased(world: World, lease: str = "a-lease", limit: int = 200) -> list[str]:
    """Lease what is due, as the clock does."""
    with world.parts.database.write() as session:
        return [str(one) for one in lease_due(session, world.parts, lease, limit)]


def leases_run_out(world: World) -> None:
    """Let time pass until nobody holds anything any more."""
    world.now += timedelta(seconds=world.parts.policy.lease_seconds + 1)


def calls_by_letter(world: World) -> dict[UUID, int]:
    """How often each letter to a candidate was handed to the transport."""
    counts: dict[UUID, int] = {}
    for call in world.transport.calls:
        if "List-Unsubscribe" in call.letter.headers:
            counts[call.letter.message_id] = counts.get(call.letter.message_id, 0) + 1
    return counts


def states(world: World) -> dict[UUID, str]:
    """The state of each letter in the ledger."""
    return {message.id: message.state for message in world.messages()}


def enrollments(world: World, campaign: str = "post_rejection") -> list[Enrollment]:
    """Everybody's way through a campaign."""
    with world.parts.database.read() as session:
        query = select(Enrollment).where(Enrollment.campaign == campaign).order_by(Enrollment.started_at, Enrollment.id)
        return list(session.scalars(query))


def message(world: World, message_id: UUID) -> Message:
    """One ledger row."""
    with world.parts.database.read() as session:
        return session.get_one(Message, message_id)
