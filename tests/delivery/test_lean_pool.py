"""Connections are used again while they are fresh, and not after: what crosses a close on its way is in doubt for ever."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import urllib3

from tests.delivery.loopback_provider import LoopbackProvider
from worker.delivery import lean_connection
from worker.delivery.lean_pool import LeanPool


@pytest.fixture
def provider() -> Iterator[LoopbackProvider]:
    made = LoopbackProvider()
    yield made
    made.stop()


@pytest.mark.parametrize(("idle_seconds", "connections"), [(60.0, 1), (0.0, 3)])
def test_a_connection_left_alone_too_long_is_not_used_again(
    provider: LoopbackProvider, monkeypatch: pytest.MonkeyPatch, idle_seconds: float, connections: int
) -> None:
    monkeypatch.setattr(lean_connection, "IDLE_SECONDS", idle_seconds)
    pool = LeanPool(urllib3.util.parse_url(provider.url), 5.0, kept_open=1)

    assert [pool.post("/v3/mail/send", b"{}", {"Host": "provider.example"}).status for _ in range(3)] == [202] * 3

    pool.close()
    assert provider.connections == connections
