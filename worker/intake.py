"""The intake process: reads the Redis Stream `rapport:events` as one of a consumer group, and stores what it reads."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import cast

import orjson
import redis
import structlog
from redis.exceptions import RedisError, ResponseError
from sqlalchemy.exc import SQLAlchemyError

from worker.engine.parts import Parts
from worker.engine.take_in import take_in_or_bury
from worker.heartbeat import Heart

_log = structlog.get_logger(__name__)

STREAM = "rapport:events"
GROUP = "rapport"
FIELD = b"event"
_BATCH = 200
_CLAIM_AFTER_MS = 30_000
_CLAIM_EVERY_SECONDS = 5.0

Entry = tuple[bytes, dict[bytes, bytes]]


class Intake:
    """One consumer of the group. An entry is acknowledged and deleted once it is stored, never before."""

    def __init__(self, parts: Parts, client: redis.Redis, *, claim_after_ms: int = _CLAIM_AFTER_MS) -> None:
        self._parts = parts
        self._client = client
        self._name = f"{socket.gethostname()}-{os.getpid()}"
        self._claim_after_ms = claim_after_ms
        self._next_claim = 0.0

    def ensure_group(self) -> None:
        """Make the stream and the group where they are not; from the stream's beginning, so that nothing waiting is missed."""
        try:
            self._client.xgroup_create(STREAM, GROUP, id="0", mkstream=True)
        except ResponseError as error:
            if "BUSYGROUP" not in str(error):
                raise

    def turn(self, block_ms: int) -> int:
        """Store one batch: what a crashed consumer held, else what is new. Returns how many entries.

        Raises `RedisError` and `SQLAlchemyError`; whatever was read stays pending, and is claimed again.
        """
        entries = self._claimed() or self._fresh(block_ms)
        if entries:
            raws = [fields.get(FIELD, None) or orjson.dumps(_readable(fields)) for _, fields in entries]
            take_in_or_bury(self._parts, raws, door="stream")
            ids = [entry_id for entry_id, _ in entries]
            with self._client.pipeline(transaction=True) as pipe:
                pipe.xack(STREAM, GROUP, *ids)
                pipe.xdel(STREAM, *ids)
                pipe.execute()
        return len(entries)

    def _fresh(self, block_ms: int) -> Sequence[Entry]:
        found = cast(
            list[tuple[bytes, list[Entry]]],
            self._client.xreadgroup(GROUP, self._name, {STREAM: ">"}, count=_BATCH, block=block_ms),
        )
        return found[0][1] if found else []

    def _claimed(self) -> Sequence[Entry]:
        """Entries that somebody read, and has not stored for a while."""
        if time.monotonic() < self._next_claim:
            return []
        claim = self._client.xautoclaim(STREAM, GROUP, self._name, self._claim_after_ms, "0-0", count=_BATCH)
        answer = cast(tuple[bytes, list[Entry]], claim)
        entries = [(entry_id, fields) for entry_id, fields in answer[1] if fields]
        if not entries:
            self._next_claim = time.monotonic() + _CLAIM_EVERY_SECONDS
        return entries

    def retry_soon(self) -> None:
        """What could not be stored is ours, and still pending: claim it back at the next turn."""
        self._next_claim = 0.0

    def leave(self) -> None:
        """Take this consumer's name off the group: each process has its own. While it has entries pending they keep the name,
        and another consumer claims them. Raises `RedisError`.
        """
        if not self._client.xpending_range(STREAM, GROUP, "-", "+", 1, consumername=self._name):
            self._client.xgroup_delconsumer(STREAM, GROUP, self._name)


def _readable(fields: dict[bytes, bytes]) -> dict[str, str]:
    return {key.decode("utf-8", "replace"): value.decode("utf-8", "replace") for key, value in fields.items()}


def run_intake(parts: Parts, client: redis.Redis, stop: threading.Event, poll_seconds: float) -> None:
    """Until told to stop, store what comes. Redis or the database away: wait for it. The group gone: make it again."""
    intake, heart = Intake(parts, client), Heart(parts.database, "intake")
    ready = False
    while not stop.is_set():
        heart.beat()
        try:
            if not ready:
                intake.ensure_group()
                ready = True
            intake.turn(block_ms=max(1, min(1000, int(poll_seconds * 1000))))
        except ResponseError as error:
            if "NOGROUP" not in str(error):
                _log.exception("the stream answered with an error")
                stop.wait(1.0)
            ready = False
        except RedisError as error:
            _log.warning("Redis is away; intake waits", error=type(error).__name__)
            ready = False
            stop.wait(0.5)
        except SQLAlchemyError as error:
            _log.warning("the database is away; the events stay in the stream", error=type(error).__name__)
            intake.retry_soon()
            stop.wait(1.0)
    with suppress(RedisError):
        intake.leave()
    heart.stop()
