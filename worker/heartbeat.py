"""Heartbeats: each process says every few seconds that it lives; `/readyz` and `rapport health` read it."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import structlog
from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from worker.engine.health import SILENT_AFTER
from worker.store.database import Database
from worker.store.insert import dialect_insert
from worker.store.models.operation import Heartbeat
from worker.store.trouble import cause_of

_log = structlog.get_logger(__name__)
_EVERY_SECONDS = SILENT_AFTER.total_seconds() / 6
_FORGOTTEN_AFTER = timedelta(days=1)


class Heart:
    """One process's heartbeat, by the real clock: health is about the machine's time, not the time handed in."""

    def __init__(self, database: Database, kind: str) -> None:
        self._database = database
        self._kind = kind
        self._instance = f"{os.getpid()}-{uuid4().hex[:6]}"
        self._started_at = datetime.now(UTC)
        self._next = 0.0

    def beat(self, **detail: int) -> None:
        """Write the heartbeat if one is due. A database that is away is logged, and tried again next time."""
        if time.monotonic() < self._next:
            return
        is_first = self._next == 0
        self._next = time.monotonic() + _EVERY_SECONDS
        now = datetime.now(UTC)
        row = {"kind": self._kind, "instance": self._instance, "host": socket.gethostname(), "started_at": self._started_at}
        changing = {"at": now, "detail": detail}
        try:
            with self._database.write() as session:
                insert = dialect_insert(session, Heartbeat).values(**row, **changing)
                session.execute(insert.on_conflict_do_update(index_elements=["kind", "instance"], set_=changing))
                if is_first:  # who was killed could not take its heartbeat away
                    session.execute(delete(Heartbeat).where(Heartbeat.at < now - _FORGOTTEN_AFTER))
        except SQLAlchemyError as error:
            _log.warning("no heartbeat: the database cannot be written to", error=cause_of(error))

    def stop(self) -> None:
        """Take the heartbeat away: the process ends because it was told to."""
        try:
            with self._database.write() as session:
                known = session.get(Heartbeat, (self._kind, self._instance))
                if known is not None:
                    session.delete(known)
        except SQLAlchemyError:
            _log.warning("the heartbeat could not be taken away: the database is away")


@contextmanager
def beating(database: Database, kind: str) -> Iterator[None]:
    """A heartbeat from a thread of its own, for a process whose main loop is somebody else's."""
    heart, over = Heart(database, kind), threading.Event()

    def keep_beating() -> None:
        while not over.wait(1.0):
            heart.beat()

    heart.beat()
    thread = threading.Thread(target=keep_beating, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)
        heart.stop()
