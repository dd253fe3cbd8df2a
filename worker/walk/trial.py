"""The walker of a trial: made from settings."""

from __future__ import annotations

from datetime import datetime

from worker.broker import broker_client, redis_client
from worker.settings import Settings
from worker.store.database import Database
from worker.time_source import TIME_FILE, HandedTime
from worker.walk.stillness import Stillness, read_stillness, sandbox_asker
from worker.walk.walker import Walker
from worker.walk.wish import Wish


def trial_walker(settings: Settings, database: Database) -> Walker:
    """A walker over the trial's data folder, its database, its Redis and its sandbox."""
    stream, queue = redis_client(settings.redis_url), broker_client(settings.redis_url)
    ask = sandbox_asker(settings.sandbox_port)

    def look(now: datetime) -> Stillness | None:
        return read_stillness(database, stream, queue, ask, now)

    return Walker(Wish(settings.data_dir), HandedTime(settings.data_dir / TIME_FILE), look)
