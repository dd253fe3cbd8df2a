"""Whether all is done at the time handed in, and when something is next to do. Reads; changes nothing. SQLite only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import orjson
import urllib3
from redis import Redis

from worker.broker import EVENTS_QUEUE
from worker.intake import STREAM
from worker.store.database import Database
from worker.walk.pending import COUNTS, KINDS, timers

_NEXT = timers(*KINDS)


@dataclass(frozen=True, slots=True)
class Stillness:
    """All is done for now; `next_at` is when something is due again, if anything is."""

    next_at: datetime | None


def read_stillness(
    database: Database, stream: Redis, queue: Redis, ask_sandbox: Callable[[], tuple[bool, datetime | None]], now: datetime
) -> Stillness | None:
    """None while something is left to do at `now`.

    Work moves from the doors into the database, from there to the sandbox, and back; at each handover it is in the next
    place before it leaves the last. So when the database is idle, then the doors and the sandbox are, and nobody has
    written to the database meanwhile, nothing can be on its way.
    """
    raw = database.engine.raw_connection()
    try:
        cursor = raw.cursor()
        version = cursor.execute("PRAGMA data_version").fetchone()
        if any(cursor.execute(COUNTS, {"now": _text(now)}).fetchone()):
            return None
        if stream.xlen(STREAM) or queue.hlen(f"rapport:{EVENTS_QUEUE}.msgs"):
            return None
        quiet, people_next = ask_sandbox()
        if not quiet or cursor.execute("PRAGMA data_version").fetchone() != version:
            return None
        found = [_instant(text) for text in cursor.execute(_NEXT).fetchone() if text]
    finally:
        raw.close()
    return Stillness(min([*found, *([people_next] if people_next else [])], default=None))


def sandbox_asker(port: int) -> Callable[[], tuple[bool, datetime | None]]:
    """Asks the sandbox on loopback whether it is quiet, and when its people next do something. One that is away is quiet."""
    http = urllib3.PoolManager(retries=False, timeout=5)

    def ask() -> tuple[bool, datetime | None]:
        try:
            said = orjson.loads(http.request("GET", f"http://127.0.0.1:{port}/api/quiet").data)
        except (urllib3.exceptions.HTTPError, orjson.JSONDecodeError):
            return True, None
        following = said["next_reaction_at"]
        return bool(said["quiet"]), datetime.fromisoformat(following).astimezone(UTC) if following else None

    return ask


def _text(moment: datetime) -> str:
    """As SQLAlchemy stores it: naive, in UTC, with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
