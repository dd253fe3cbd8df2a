"""The Redis Stream that is told: each entry holds one CloudEvent as JSON in its field `event`."""

from __future__ import annotations

from datetime import datetime

import redis
from redis.exceptions import RedisError

from worker.delivery.outbound_target import NotTaken

STREAM = "rapport:outbound"
LONGEST = 100_000
"""About so many entries are kept; what nobody has read by then can be replayed from the database."""


class OutboundStream:
    """The stream as a target. Redis may lose what it took; the log keeps it, and `rapport outbound replay` tells it again."""

    name = "stream"

    def __init__(self, client: redis.Redis) -> None:
        self._client = client

    def take(self, event_id: str, body: bytes, now: datetime) -> NotTaken | None:  # noqa: ARG002 - the event holds its own id and time
        """Append it."""
        try:
            self._client.xadd(STREAM, {"event": body}, maxlen=LONGEST, approximate=True)
        except RedisError as error:
            return NotTaken(f"cannot be reached ({type(error).__name__})", is_away=True)
        return None
