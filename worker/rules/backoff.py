"""Back-off: when to try again what certainly did not leave."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b

FIRST_SECONDS = 30
GROWTH = 4
LONGEST_SECONDS = 4000
"""Postfix's `maximal_backoff_time`."""
JITTER = 0.25


def retry_at(attempt: int, now: datetime, key: str) -> datetime:
    """30 s after the first failed attempt, four times as long after each further one, 4000 s at most.

    Up to a quarter is taken off, always the same for the same key and attempt, so that what failed together does not
    come back together.
    """
    growth = GROWTH ** min(max(attempt - 1, 0), 8)
    seconds = min(FIRST_SECONDS * growth, LONGEST_SECONDS)
    share = int.from_bytes(blake2b(f"{key}/{attempt}".encode(), digest_size=2).digest()) / 0xFFFF
    return now + timedelta(seconds=seconds * (1 - JITTER * share))
