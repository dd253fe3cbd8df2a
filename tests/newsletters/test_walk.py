"""Whoever lets time pass waits for an issue at every step from the start to the last copy."""

from __future__ import annotations

from pathlib import Path

from tests.newsletters.network import SLUG, approved, join
from tests.world import World
from worker.engine.newsletter_control import start_issue
from worker.engine.newsletter_due import lease_issues
from worker.walk.pending import COUNTS, KINDS


def waits(world: World) -> int:
    now = world.now.strftime("%Y-%m-%d %H:%M:%S.%f")
    with world.parts.database.read() as session:
        counts = session.connection().exec_driver_sql(COUNTS, {"now": now}).one()
    return int(dict(zip(KINDS, counts, strict=True))["newsletters"])


def test_an_issue_that_workers_were_asked_for_is_not_done_before_one_has_begun(sqlite_world: World, short_issue: Path) -> None:
    join(sqlite_world, 2)
    approved(sqlite_world)
    assert waits(sqlite_world) == 0
    start_issue(sqlite_world.parts, SLUG, "Freja")
    assert waits(sqlite_world) == 1
    with sqlite_world.parts.database.write() as session:
        assert lease_issues(session, sqlite_world.now)
    assert waits(sqlite_world) == 1
