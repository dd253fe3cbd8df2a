"""A page of a newsletter's audience reads its own part of each table: what it costs does not grow with the network."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Select, insert, text

from campaigns.vocabulary import Topic
from campaigns.vocabulary.segment import Everybody
from tests.store.test_plans import statements
from tests.world import World
from worker.store.insert import table_of
from worker.store.models.candidate import Candidate
from worker.store.models.consent import TopicChoice
from worker.store.segment import audience

MEMBERS, PAGE = 6_000, 250


def a_big_network(world: World) -> list[UUID]:
    """So many members, in order; one in five wants to hear nothing of insight."""
    ids = [UUID(int=number << 64) for number in range(MEMBERS)]
    rows: dict[Any, list[dict[str, Any]]] = {
        Candidate: [
            {"id": i, "address": f"{i.hex}@mail.example", "address_key": f"{i.hex}@mail.example", "skills": [],
             "facts_at": world.now, "created_at": world.now}
            for i in ids
        ],
        TopicChoice: [
            *({"candidate_id": i, "topic": "talent_network", "wanted": True, "at": world.now} for i in ids),
            *({"candidate_id": i, "topic": "insight", "wanted": False, "at": world.now} for i in ids[::5]),
        ],
    }  # fmt: skip
    with world.parts.database.write() as session:
        for model, values in rows.items():
            session.execute(insert(table_of(model)), values)
        session.execute(text("ANALYZE"))
    return ids


def rows_looked_at(plan: dict[str, Any]) -> Iterator[int]:
    """How many rows of its table each scan of a plan looked at."""
    if "Relation Name" in plan:
        seen = sum(plan.get(name, 0) for name in ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck"))
        yield round(seen * plan["Actual Loops"])
    for part in plan.get("Plans", ()):
        yield from rows_looked_at(part)


def looked_at(world: World, asked: Select[UUID]) -> tuple[list[UUID], list[int]]:
    """Whom it finds, and how many rows each scan of its plan looks at, when it is run."""
    with statements(world) as seen, world.parts.database.read() as session:
        found = list(session.scalars(asked))
    ((statement, parameters),) = seen
    with world.parts.database.engine.connect() as connection:
        explained = connection.exec_driver_sql("EXPLAIN (ANALYZE, FORMAT JSON) " + statement, parameters).scalar_one()
    return found, list(rows_looked_at(explained[0]["Plan"]))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_page_in_the_middle_of_a_big_network_reads_its_own_part_of_each_table(world: World) -> None:
    ids = a_big_network(world)
    first = MEMBERS // 2
    after, until = ids[first - 1], ids[first + PAGE - 1]
    readers = [i for number, i in enumerate(ids) if first <= number < first + PAGE and number % 5]

    for page in (
        audience(Topic.INSIGHT, Everybody(), world.now, after, until),
        audience(Topic.INSIGHT, Everybody(), world.now, after).limit(len(readers)),
    ):
        found, rows = looked_at(world, page)
        assert found == readers
        assert len(rows) == 3
        assert max(rows) <= PAGE + 1, rows
