"""Queueing events as upstream systems do: most over HTTP in batches, some through the Redis Stream, some as Dramatiq messages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
import urllib3
from dramatiq import Message

from demo.ground import Ground
from worker.broker import EVENTS_QUEUE, make_broker, redis_client
from worker.intake import FIELD, STREAM

_STREAM_EACH, _DRAMATIQ_EACH = 7, 11
"""Every seventh event goes into the stream, every eleventh is sent to the actor."""
_BATCH = 100


class DoorError(RuntimeError):
    """A door did not take what it was handed."""


class Doors:
    """Upstream's side of the three doors."""

    def __init__(self, ground: Ground) -> None:
        settings = ground.settings
        self._url = f"http://127.0.0.1:{settings.port}/events"
        self._keys: Mapping[str, str] = ground.event_keys
        self._http = urllib3.PoolManager(retries=False, timeout=30)
        self._redis = redis_client(settings.redis_url)
        self._broker = make_broker(settings.redis_url)
        self._number = 0
        self.through: Counter[str] = Counter()
        """How many events went through each door."""
        self.answers: Counter[str] = Counter()
        """What the HTTP door said of them."""

    def queue(self, events: Sequence[dict[str, Any]]) -> None:
        """Queue events in order, each through its door. Raises DoorError when HTTP refuses one."""
        posted: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for event in events:
            self._number += 1
            if self._number % _STREAM_EACH == 0:
                self._redis.xadd(STREAM, {FIELD: orjson.dumps(event)})
                self.through["stream"] += 1
            elif self._number % _DRAMATIQ_EACH == 0:
                message: Message[None] = Message(
                    queue_name=EVENTS_QUEUE, actor_name="take_in", args=(event,), kwargs={}, options={}
                )
                self._broker.enqueue(message)
                self.through["dramatiq"] += 1
            else:
                posted[event["source"]].append(event)
        for source, batch in posted.items():
            for start in range(0, len(batch), _BATCH):
                self._post(source, batch[start : start + _BATCH])

    def waiting(self) -> int:
        """How many events wait in the stream, or with the broker, unread or being stored."""
        return int(self._redis.xlen(STREAM)) + int(self._broker.client.hlen(f"rapport:{EVENTS_QUEUE}.msgs"))

    def close(self) -> None:
        """Let go of connections."""
        for client in (self._redis, self._broker.client):
            client.close()
        self._http.clear()

    def _post(self, source: str, batch: Sequence[dict[str, Any]]) -> None:
        headers = {"Authorization": f"Bearer {self._keys[source]}", "Content-Type": "application/cloudevents-batch+json"}
        answer = self._http.request("POST", self._url, body=orjson.dumps(batch), headers=headers)
        if answer.status != 202:
            raise DoorError(f"POST /events answered {answer.status}: {answer.data[:300]!r}")
        results = orjson.loads(answer.data)["results"]
        self.through["http"] += len(batch)
        self.answers.update(result["status"] for result in results)
        refused = [result for result in results if result["status"] == "refused"]
        if refused:
            raise DoorError(f"POST /events refused {len(refused)} of {len(batch)} events; the first: {refused[0]}")
