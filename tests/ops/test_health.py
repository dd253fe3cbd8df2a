"""Health: which processes live."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from worker.engine.health import SILENT_AFTER, health
from worker.heartbeat import Heart
from worker.store.database import Database
from worker.store.models.operation import Heartbeat


def test_a_process_that_beats_is_alive_until_it_has_been_silent_too_long(database_url: str) -> None:
    database = Database(database_url)
    Heart(database, "web").beat()
    Heart(database, "worker").beat()
    now = datetime.now(UTC)
    assert [(kind.kind, kind.alive, kind.is_well) for kind in health(database, now)] == [
        ("web", 1, True),
        ("intake", 0, False),
        ("clock", 0, False),
        ("worker", 1, True),
    ]
    later = health(database, now + SILENT_AFTER + timedelta(seconds=1))
    assert [(kind.alive, kind.silent) for kind in later] == [(0, 1), (0, 0), (0, 0), (0, 1)]
    database.close()


def test_a_process_told_to_stop_is_forgotten(database_url: str) -> None:
    database = Database(database_url)
    heart = Heart(database, "clock")
    heart.beat()
    heart.stop()
    assert all(kind.last_heard is None for kind in health(database, datetime.now(UTC)))
    database.close()


def test_processes_that_were_killed_are_forgotten_a_day_later_when_another_begins(database_url: str) -> None:
    database = Database(database_url)
    Heart(database, "clock").beat()
    with database.write() as session:
        session.execute(update(Heartbeat).values(at=datetime.now(UTC) - timedelta(days=1, minutes=1)))
    Heart(database, "web").beat()
    assert [kind.kind for kind in health(database, datetime.now(UTC)) if kind.last_heard is not None] == ["web"]
    database.close()
