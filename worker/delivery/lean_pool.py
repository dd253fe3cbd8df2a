"""A pool of lean connections to one host: kept open, for POSTs alone, never following a redirect."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from weakref import finalize

import urllib3

from worker.delivery.lean_connection import LeanHTTPConnection, LeanHTTPSConnection

LeanConnection = LeanHTTPConnection | LeanHTTPSConnection


class Call:
    """A request that has left, and the connection its answer comes back on."""

    def __init__(self, pool: LeanPool, connection: LeanConnection) -> None:
        self._pool, self._connection = pool, connection

    def answer(self) -> urllib3.HTTPResponse:
        """Wait for the answer. Raises `CutAfterBytesLeft` when none comes."""
        try:
            answer = self._connection.getresponse()
        except BaseException:
            self._connection.close()
            raise
        self._pool.give_back(self._connection)
        return answer

    def give_up(self) -> None:
        """Nobody waits for the answer any more."""
        self._connection.close()


class LeanPool:
    """Connections to one host. Connecting may take `timeout_seconds`, and so may the call after it. Many threads may use it.

    urllib3's own pool spends 45 µs of CPU on each call on retries, redirects and proxies that are not wanted here: twice as much
    as the call. Connecting, TLS and its checks are still urllib3's.
    """

    def __init__(self, url: urllib3.util.Url, timeout_seconds: float, kept_open: int) -> None:
        self._kind = LeanHTTPSConnection if url.scheme == "https" else LeanHTTPConnection
        self._host, self._port = str(url.host).strip("[]"), url.port
        self._timeout_seconds, self._kept_open = timeout_seconds, kept_open
        self._idle: deque[LeanConnection] = deque()
        finalize(self, _close_all, self._idle)

    def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> urllib3.HTTPResponse:
        """The answer. Raises `CutAfterBytesLeft` when bytes may have left; whatever else it raises, none have."""
        return self.begin(path, body, headers).answer()

    def begin(self, path: str, body: bytes, headers: Mapping[str, str]) -> Call:
        """Send a request, to hear its answer later. Raises as `post` does."""
        connection = self._take()
        try:
            connection.request("POST", path, body, headers)
        except BaseException:
            connection.close()
            raise
        return Call(self, connection)

    def close(self) -> None:
        """Close the connections; a later `post` opens new ones."""
        _close_all(self._idle)

    def give_back(self, connection: LeanConnection) -> None:
        """A connection that is free again."""
        if len(self._idle) < self._kept_open:
            self._idle.append(connection)
        else:
            connection.close()

    def _take(self) -> LeanConnection:
        """The one used last, since it is the freshest; a new one when all are at work."""
        try:
            connection = self._idle.pop()
        except IndexError:
            return self._kind(self._host, self._port, timeout=self._timeout_seconds)
        if not connection.is_connected:
            connection.close()  # it connects anew
        return connection


def _close_all(idle: deque[LeanConnection]) -> None:
    while idle:
        idle.pop().close()
