"""Figure `due_claim`: leasing 5,000 due rows among a million quiet ones, against among ten thousand."""

from __future__ import annotations

from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from uuid import uuid4

from sqlalchemy import text

from bench.ground import Ground, database
from bench.result import Row
from bench.settings import bench_parts
from worker.app import NoHints
from worker.engine.due import lease_due
from worker.engine.parts import Parts

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
DUE = 5_000
_BATCH = 200
_FILL = """
INSERT INTO enrollment (id, candidate_id, campaign, key, way, state, step, occurrence, anchor_at, started_at, due_at, wake_at,
    priority, attempts, context)
SELECT gen_random_uuid(), '{candidate}', 'post_rejection', '{kind} ' || n, 1, 'active', 'thank_you', 1, now(), now(),
    {due}, {due}, 20, 0, '{{}}' FROM generate_series(1, {count}) n
"""


def _fill(parts: Parts, quiet: int) -> None:
    with parts.database.write() as session:
        candidate = uuid4()
        session.execute(
            text(
                "INSERT INTO candidate (id, skills, may_be_mailed, facts_at, created_at, tracking, tempo) "
                "VALUES (:id, '[]', true, now(), now(), true, 'steady')"
            ),
            {"id": candidate},
        )
        later = f"timestamptz '{NOW.isoformat()}' + interval '1 day' + n * interval '1 minute'"
        due = f"timestamptz '{NOW.isoformat()}' - n * interval '1 second'"
        session.execute(text(_FILL.format(candidate=candidate, kind="quiet", due=later, count=quiet)))
        session.execute(text(_FILL.format(candidate=candidate, kind="due", due=due, count=DUE)))
    with parts.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE enrollment"))


def _microseconds_a_row(ground: Ground, quiet: int) -> float:
    with database(ground.database_url, "bench_due") as url:
        parts = bench_parts(url, ground.sink_url, NoHints(), NOW)
        _fill(parts, quiet)
        times = []
        leased = 0
        while leased < DUE:
            start = perf_counter()
            with parts.database.write() as session:
                found = len(lease_due(session, parts, uuid4().hex, _BATCH))
            times.append((perf_counter() - start) / max(found, 1))
            leased += found
        parts.database.close()
    return median(times) * 1e6


def due_claim(ground: Ground, many: int = 1_000_000, few: int = 10_000) -> list[Row]:
    """Time per leased row among many, with the same among few as its floor."""
    among_few = _microseconds_a_row(ground, few)
    among_many = _microseconds_a_row(ground, many)
    return [Row("due_claim", among_many, "µs/row", among_few, among_many / among_few, 1.2, better="lower")]
