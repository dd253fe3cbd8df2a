"""The clock looks many times a second: what a look reads does not grow with the tables, counted by the database or not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, text

from tests.recycled_database import DatabaseMaker
from tests.world import World
from worker.engine.due import dispatch
from worker.store.insert import table_of
from worker.store.models.candidate import Candidate
from worker.store.models.consent import TopicChoice
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message

LETTERS = 3_000
_LOOKS_UNTIL_A_PLAN_IS_KEPT = 20
"""psycopg prepares a statement after five times, PostgreSQL keeps its plan after five more."""
_TIMES_READ_WHOLE = text(
    "SELECT relname, seq_scan FROM pg_stat_user_tables WHERE relname IN ('message', 'enrollment', 'topic_choice')"
)


@pytest.fixture
def world(postgresql_databases: DatabaseMaker) -> Iterator[World]:
    """A world on a database that was never analyzed."""
    with postgresql_databases.lend(new=True) as url:
        one = World(url)
        yield one
        one.close()


def letters_that_wait(world: World) -> None:
    """One due at some later time for each person, and one that left; and a yes that runs out some day."""
    ahead = world.now + timedelta(days=60)
    ids = [uuid4() for _ in range(LETTERS)]
    rows: dict[Any, list[dict[str, Any]]] = {
        Candidate: [{"id": i, "skills": [], "facts_at": world.now, "created_at": world.now} for i in ids],
        Enrollment: [
            {"id": i, "candidate_id": i, "campaign": "post_rejection", "key": "k", "way": 1, "state": "active",
             "step": "keep_in_touch", "anchor_at": world.now, "started_at": world.now, "due_at": ahead, "wake_at": ahead,
             "priority": 50, "context": {}}
            for i in ids
        ],
        TopicChoice: [
            {"candidate_id": i, "topic": "talent_network", "wanted": True, "at": world.now, "renew_at": ahead} for i in ids
        ],
        Message: [
            {"id": i, "key": i.hex, "kind": "letter", "candidate_id": i, "enrollment_id": i, "campaign": "c", "step": "s",
             "address": f"{i.hex}@quiet.example", "state": "accepted", "claimed_at": world.now, "sending_at": world.now}
            for i in ids
        ],
    }  # fmt: skip
    with world.parts.database.write() as session:
        for model, values in rows.items():
            session.execute(insert(table_of(model)), values)


def times_read_whole(world: World) -> dict[str, int]:
    """How often each of these tables was read from end to end, by all that this process has asked of it so far."""
    with world.parts.database.read() as session:  # ends with a commit: after a rollback psycopg prepares everything anew
        session.execute(text("SELECT pg_stat_force_next_flush()"))
    with world.parts.database.read() as session:
        return {row.relname: row.seq_scan for row in session.execute(_TIMES_READ_WHOLE)}


@pytest.mark.parametrize("counted", ["never", "while they were empty"])
def test_a_look_never_reads_all_letters_whatever_was_known_of_them_when_it_was_planned(world: World, counted: str) -> None:
    if counted != "never":
        with world.parts.database.write() as session:
            session.execute(text("ANALYZE"))
    for _ in range(_LOOKS_UNTIL_A_PLAN_IS_KEPT):
        dispatch(world.parts)
    letters_that_wait(world)
    before = times_read_whole(world)

    dispatch(world.parts)

    assert times_read_whole(world) == before
