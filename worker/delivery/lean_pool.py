"""A pool of lean connections to one host: kept open, with one time-out for the whole call, never following a redirect."""

from __future__ import annotations

import urllib3

from worker.delivery.lean_connection import LeanHTTPConnection, LeanHTTPSConnection


class _LeanHTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = LeanHTTPConnection  # type: ignore[assignment]  # it takes bytes only


class _LeanHTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = LeanHTTPSConnection  # type: ignore[assignment]


def lean_pool(url: urllib3.util.Url, timeout_seconds: float, kept_open: int) -> urllib3.HTTPConnectionPool:
    """A pool for the URL's host. Connecting may take `timeout_seconds`, and so may the call after it, altogether."""
    kind = _LeanHTTPSPool if url.scheme == "https" else _LeanHTTPPool
    timeout = urllib3.Timeout(connect=timeout_seconds, read=timeout_seconds)
    return kind(str(url.host), url.port, timeout, kept_open, retries=False)
