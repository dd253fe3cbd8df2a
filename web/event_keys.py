"""Who may queue events: a bearer key per source, and how fast."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

PER_SECOND, BURST = 200.0, 400.0
"""So many requests a second one key may send, and so many at once. A batch is one request."""


class EventKeys:
    """Finds the source a key speaks for. The time taken tells nothing about the keys."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        self._by_hash = tuple((sha256(key.encode()).digest(), source) for key, source in keys.items())

    def source_of(self, authorization: str | None) -> str | None:
        """The source of an `Authorization: Bearer <key>` header; None when it is none of ours."""
        scheme, _, key = (authorization or "").partition(" ")
        given = sha256(key.strip().encode("utf-8", "surrogateescape")).digest()
        found = None
        for known, source in self._by_hash:
            if hmac.compare_digest(known, given):
                found = source
        return found if scheme.lower() == "bearer" else None


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class TokenBuckets:
    """A token bucket per key; time is handed in, in seconds that only grow. Safe to share between threads."""

    def __init__(self, now: Callable[[], float], per_second: float = PER_SECOND, burst: float = BURST) -> None:
        self._now, self._per_second, self._burst = now, per_second, burst
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, name: str) -> float:
        """Take one token: 0 when there was one, else in how many seconds there will be."""
        with self._lock:
            now = self._now()
            bucket = self._buckets.setdefault(name, _Bucket(self._burst, now))
            bucket.tokens = min(self._burst, bucket.tokens + (now - bucket.at) * self._per_second)
            bucket.at = now
            if bucket.tokens >= 1:
                bucket.tokens -= 1
                return 0.0
            return (1 - bucket.tokens) / self._per_second
