"""No cost grows with the population: hot queries go by an index, and their number does not grow with the batch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Connection, event, insert, text

from tests.engine.crowd import WEDNESDAY, leased, person, reject_many
from tests.world import ENGINEER, World
from worker.engine.deliver import deliver
from worker.engine.due import dispatch, sweep
from worker.engine.hear import EVENTS, hear, store_hook
from worker.engine.react import react
from worker.engine.record import record
from worker.engine.service_mail import post
from worker.engine.take_in import take_in
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff
from worker.store.models.inbox import InboxEvent
from worker.store.models.message import Message
from worker.store.models.signal import Hook, Reply, Signal

QUIET = 20_000
BIG = ("candidate", "enrollment", "message", "inbox_event", "hook", "signal", "handoff", "reply")


@contextmanager
def statements(world: World) -> Iterator[list[tuple[str, Any]]]:
    """Every statement that is executed within, with its parameters."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: object, statement: str, parameters: Any, _context: object, many: bool) -> None:
        seen.append((statement, parameters[0] if many and isinstance(parameters, list) else parameters))

    event.listen(world.parts.database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(world.parts.database.engine, "before_cursor_execute", note)


def a_big_past(world: World) -> None:
    """Many people who are quiet: all they had is over, or lies far ahead."""
    now, ahead = world.now - timedelta(days=60), world.now + timedelta(days=60)
    ids = [uuid4() for _ in range(QUIET)]
    rows: dict[Any, list[dict[str, Any]]] = {
        Candidate: [
            {"id": i, "address": f"{i.hex}@quiet.example", "address_key": f"{i.hex}@quiet.example", "skills": [],
             "facts_at": now, "created_at": now}
            for i in ids
        ],
        Enrollment: [
            {"id": i, "candidate_id": i, "campaign": "post_rejection", "key": "k", "way": 1, "state": "active",
             "step": "keep_in_touch", "anchor_at": now, "started_at": now, "due_at": ahead, "wake_at": ahead,
             "priority": 50, "context": {}}
            for i in ids
        ],
        Message: [
            {"id": i, "key": i.hex, "kind": "service" if n % 2 else "letter", "candidate_id": i, "enrollment_id": i,
             "campaign": "c", "step": "s", "address": f"{i.hex}@quiet.example", "state": "delivered", "claimed_at": now,
             "sending_at": now}
            for n, i in enumerate(ids)
        ],
        InboxEvent: [
            {"source": "ats", "event_id": i.hex, "type": "candidate.rejected", "occurred_at": now, "received_at": now,
             "door": "http", "body": "{}", "body_hash": "", "state": "recorded", "candidate_id": i}
            for i in ids
        ],
        Hook: [{"kind": EVENTS, "received_at": now, "content_type": "x", "body": b"", "state": "done"} for _ in ids],
        Signal: [
            {"meaning_key": i.hex, "message_id": i, "candidate_id": i, "kind": "delivered", "at": now, "received_at": now,
             "detail": {}}
            for i in ids
        ],
        Handoff: [
            {"id": i, "key": i.hex, "candidate_id": i, "enrollment_id": i, "kind": "step", "ask": "call", "opened_at": now,
             "resolved_at": now}
            for i in ids
        ],
        Reply: [
            {"id": i, "mail_key": i.hex, "candidate_id": i, "new_text": "", "classed_as": "human", "evidence": [], "at": now}
            for i in ids
        ],
    }  # fmt: skip
    with world.parts.database.write() as session:
        for model, values in rows.items():
            session.execute(insert(model.__table__), values)
    with world.parts.database.engine.connect() as connection:
        connection.execute(text("ANALYZE"))
        connection.commit()


def scans(world: World, seen: list[tuple[str, Any]]) -> list[str]:
    """The statements that would look at a whole big table."""
    found = []
    with world.parts.database.engine.connect() as connection:
        for statement, parameters in seen:
            if not re.match(r"\s*(SELECT|UPDATE|DELETE|WITH)", statement) or "pg_advisory" in statement:
                continue
            explain = "EXPLAIN QUERY PLAN " if world.parts.database.is_sqlite else "EXPLAIN "
            plan = "\n".join(str(tuple(row)) for row in connection.exec_driver_sql(explain + statement, parameters))
            whole = rf"SCAN ({'|'.join(BIG)})\b(?! USING (COVERING )?INDEX ix_\w+_(new|wake_at|sending|service_due|open))"
            if re.search(whole if world.parts.database.is_sqlite else rf"Seq Scan on ({'|'.join(BIG)})\b", plan):
                found.append(f"{statement}\n{plan}")
    return found


def provider_event(message_id: object, number: int) -> bytes:
    return (
        f'[{{"event":"delivered","email":"p{number}@mail.example","timestamp":1767787200,'
        f'"sg_event_id":"{message_id}","rapport_mid":"{message_id}"}}]'
    ).encode()


def a_day_of_work(world: World) -> None:
    """Every hot use case, once."""
    event_ = world.event(
        "candidate.rejected", candidate=person(99), application={"id": "a99", "stage": "onsite", "job": ENGINEER}
    )
    take_in(world.parts, [event_], door="test")
    sweep(world.parts)
    record(world.parts)
    react(world.parts, "post_rejection")
    world.hints.queue.clear()
    world.now = WEDNESDAY
    dispatch(world.parts)
    while world.hints.queue:
        actor, args = world.hints.queue.popleft()
        if actor in ("deliver", "post"):
            {"deliver": deliver, "post": post}[actor](world.parts, *args)
    dispatch(world.parts)
    for actor, args in list(world.hints.queue):
        if actor == "post":
            post(world.parts, *args)
    for number, message in enumerate(world.messages()[-2:]):
        store_hook(world.parts, EVENTS, "application/json", provider_event(message.id, number))
    hear(world.parts)
    sweep(world.parts)


@pytest.mark.slow
def test_hot_queries_go_by_an_index_and_never_over_everybody(world: World) -> None:
    reject_many(world, 3, skills=[])
    a_big_past(world)

    with statements(world) as seen:
        a_day_of_work(world)

    assert len(seen) > 60
    bad = [one for one in scans(world, seen) if "ORDER BY message.claimed_at" not in one]  # the test's own look
    assert not bad, "\n\n".join(bad)


def counts(world: World, number: int, first: int) -> dict[str, int]:
    """How many statements each use case needs for so many people."""
    application = {"stage": "interview", "job": ENGINEER}
    people = range(first, first + number)
    events = [
        world.event("candidate.rejected", candidate=person(n), application={"id": f"a{n}", **application}, at=world.now)
        for n in people
    ]
    needed: dict[str, int] = {}

    def measure(name: str, work: Any) -> None:
        with statements(world) as seen:
            work()
        needed[name] = len(seen)

    world.parts.pace.size = 50  # a provider known to be fast: the batch is one handful
    measure("take in", lambda: take_in(world.parts, events, door="test"))
    measure("record", lambda: record(world.parts))
    measure("react", lambda: react(world.parts, "post_rejection"))
    world.now = WEDNESDAY + timedelta(days=first)
    ids = leased(world, f"lease-{first}")
    assert len(ids) >= number
    measure("deliver", lambda: deliver(world.parts, ids[:number], f"lease-{first}"))
    return needed


def test_the_number_of_statements_does_not_grow_with_the_batch(make_world: Any) -> None:
    world = make_world(handful=50)
    few = counts(world, 2, 0)
    world.now += timedelta(days=1)

    many = counts(world, 50, 7)

    assert {name: many[name] - few[name] for name in few} == dict.fromkeys(few, 0)
