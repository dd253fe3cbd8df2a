"""Readiness: whether the database, the queue and the other processes are there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import redis
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from worker.engine.health import KINDS, Health, health
from worker.store.database import Database
from worker.store.migrate import current, head

_BESIDE_WEB = tuple(kind for kind in KINDS if kind != "web")
"""That `web` lives is seen by who asks."""


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
    now = datetime.now(UTC)
    try:
        at, wanted = current(database), head()
        if at != wanted:
            says = f"at revision {at or 'none'}, this code needs {wanted}: run `rapport migrate`"
            return {"database": Check(good=False, says=says)}
        processes = health(database, now, _BESIDE_WEB)
    except SQLAlchemyError as error:
        return {"database": Check(good=False, says=f"away ({type(error).__name__})")}
    return {"database": Check(good=True, says="at head")} | {one.kind: _beat(one, now) for one in processes}


def _beat(one: Health, now: datetime) -> Check:
    if one.last_heard is None:
        return Check(good=False, says="never seen")
    return Check(good=one.is_well, says=f"last seen {(now - one.last_heard).total_seconds():.0f} s ago")
