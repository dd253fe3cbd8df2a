"""Open sessions with one mail server, kept for the next letter within limits."""

from __future__ import annotations

import ssl
import threading
import time
from collections import deque

from worker.delivery.smtp_address import SmtpAddress, SmtpLimits
from worker.delivery.smtp_connection import SmtpConnection


class SmtpPool:
    """Many threads may take sessions; each has one for itself until it gives it back."""

    def __init__(self, address: SmtpAddress, limits: SmtpLimits, context: ssl.SSLContext, own_name: str) -> None:
        self._address, self._limits, self._context, self._own_name = address, limits, context, own_name
        self._lock = threading.Lock()
        self._idle: deque[SmtpConnection] = deque()

    def take(self, *, fresh: bool = False) -> SmtpConnection:
        """A session that is ready for a letter, the one used last first. Raises as `SmtpConnection.open` does."""
        while not fresh and (kept := self._last_idle()) is not None:
            if time.monotonic() - kept.last_used < self._limits.idle_seconds and kept.is_alive():
                return kept
            kept.leave()
        new = SmtpConnection(self._own_name)
        new.must_end_in(self._limits.timeout_seconds)
        try:
            new.open(self._address, self._context)
        except BaseException:
            new.close()
            raise
        return new

    def give_back(self, session: SmtpConnection) -> None:
        """Keep it for the next letter, unless it has had its share or is closed."""
        session.last_used = time.monotonic()
        if session.sock is None:
            return
        if session.letters >= self._limits.letters_per_connection:
            session.leave()
            return
        with self._lock:
            self._idle.append(session)
            stale = self._idle.popleft() if self._is_stale(self._idle[0]) else None
        if stale is not None:
            stale.leave()

    def close(self) -> None:
        """Say goodbye on all that are idle; a later `take` opens new ones."""
        while (kept := self._last_idle()) is not None:
            kept.leave()

    def _is_stale(self, session: SmtpConnection) -> bool:
        return time.monotonic() - session.last_used >= self._limits.idle_seconds

    def _last_idle(self) -> SmtpConnection | None:
        with self._lock:
            return self._idle.pop() if self._idle else None
