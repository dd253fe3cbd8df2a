"""Readiness: whether the database, the queue and the other processes are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import redis
from redis.exceptions import RedisError
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from worker.store.database import Database
from worker.store.migrate import current, head
from worker.store.models.operation import Heartbeat

FRESH = timedelta(seconds=30)
PROCESSES = ("clock", "intake", "worker")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    good: bool
    says: str


def check_readiness(database: Database, client: redis.Redis) -> dict[str, Check]:
    """Look at everything an installation needs, by the machine's own clock. Never raises."""
    checks = _check_database(database)
    try:
        client.ping()
        checks["redis"] = Check(good=True, says="answers")
    except RedisError as error:
        checks["redis"] = Check(good=False, says=f"away ({type(error).__name__})")
    return checks


def _check_database(database: Database) -> dict[str, Check]:
    try:
        at, wanted = current(database), head()
        if at != wanted:
            says = f"at revision {at or 'none'}, this code needs {wanted}: run `rapport migrate`"
            return {"database": Check(good=False, says=says)}
        with database.read() as session:
            query = select(Heartbeat.kind, func.max(Heartbeat.at).label("at")).group_by(Heartbeat.kind)
            last = {row.kind: row.at for row in session.execute(query)}
    except SQLAlchemyError as error:
        return {"database": Check(good=False, says=f"away ({type(error).__name__})")}
    now = datetime.now(UTC)
    return {"database": Check(good=True, says="at head")} | {kind: _beat(last.get(kind), now) for kind in PROCESSES}


def _beat(at: datetime | None, now: datetime) -> Check:
    if at is None:
        return Check(good=False, says="never seen")
    age = now - at
    return Check(good=age < FRESH, says=f"last seen {age.total_seconds():.0f} s ago")
