"""Figure `due_claim`: leasing 5,000 due rows among a million quiet ones, against among ten thousand."""

from __future__ import annotations

from contextlib import ExitStack
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
_BEGAN = """
CREATE TEMPORARY TABLE began AS
SELECT at, wake_at, (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '8' || substr(hash, 1, 3) || '8'
    || substr(hash, 4, 15))::uuid AS id
FROM (
    SELECT {now} - n * (interval '1 year' / {quiet}) AS at, {now} + interval '1 day' + n * interval '1 minute' AS wake_at,
        md5('quiet' || n) AS hash
    FROM generate_series(1, {quiet}) n
    UNION ALL
    SELECT {now} - interval '90 days' - n * interval '10 seconds', {now} - n * interval '1 second', md5('due' || n)
    FROM generate_series(1, {due}) n
) one
"""
"""The quiet ones began over a year, those that are due within some hours three months ago; ids as `ordered_id` makes them."""
_PEOPLE = """
INSERT INTO candidate (id, skills, may_be_mailed, facts_at, created_at, tracking, tempo)
SELECT id, '[]', true, at, at, true, 'steady' FROM began ORDER BY at
"""
_WAYS = """
INSERT INTO enrollment (id, candidate_id, campaign, key, way, state, step, occurrence, anchor_at, started_at, due_at, wake_at,
    priority, attempts, context)
SELECT id, id, 'post_rejection', 'application 1', 1, 'active', 'thank_you', 1, at, at, wake_at, wake_at, 20, 0, '{}'
FROM began ORDER BY at
"""


def _fill(parts: Parts, quiet: int) -> None:
    with parts.database.write() as session:
        now = f"timestamptz '{NOW.isoformat()}'"
        for statement in (_BEGAN.format(now=now, quiet=quiet, due=DUE), _PEOPLE, _WAYS):
            session.connection().exec_driver_sql(statement)
    with parts.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE enrollment"))


def _claim(parts: Parts) -> float:
    """Microseconds a row of one batch."""
    start = perf_counter()
    with parts.database.write() as session:
        found = len(lease_due(session, parts, uuid4().hex, _BATCH))
    if found != _BATCH:
        raise RuntimeError(f"{found} of {_BATCH} were due")
    return (perf_counter() - start) / found * 1e6


def due_claim(ground: Ground, many: int = 1_000_000, few: int = 10_000) -> list[Row]:
    """Time per leased row among many, with the same among few as its floor: batch by batch in turn, so that what else the
    machine does meanwhile slows both alike."""
    with ExitStack() as stack:
        among: dict[int, Parts] = {}
        for quiet in (few, many):
            url = stack.enter_context(database(ground.database_url, f"bench_due_{quiet}"))
            parts = among[quiet] = bench_parts(url, ground.sink_url, NoHints(), NOW)
            stack.callback(parts.database.close)
            _fill(parts, quiet)
        times: dict[int, list[float]] = {few: [], many: []}
        for _ in range(DUE // _BATCH):
            for quiet, parts in among.items():
                times[quiet].append(_claim(parts))
    among_few, among_many = median(times[few]), median(times[many])
    return [Row("due_claim", among_many, "µs/row", among_few, among_many / among_few, 1.2, better="lower")]
