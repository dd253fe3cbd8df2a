"""A real sandbox on a free port, and a real server on the other side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandbox.config import SandboxConfig
from sandbox.server import RunningSandbox
from tests.sandbox.driving import KEY, Driver, stand_still
from tests.sandbox.receiver import Receiver, start_receiver

StartSandbox = Callable[..., Driver]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    receiver, server = start_receiver()
    yield receiver
    server.shutdown()
    server.server_close()


@pytest.fixture
def start(receiver: Receiver, tmp_path: Path, wait_until: Callable[..., None]) -> Iterator[StartSandbox]:
    """Starts a sandbox with the settings of tests, changed as asked; the same folder each time, so a second one is a restart."""
    started: list[Driver] = []
    stand_still(tmp_path / "time.json")
    usual = SandboxConfig(
        mailbox=tmp_path / "mailbox.db",
        port=0,
        api_key=KEY,
        events_url=f"{receiver.url}/events",
        inbound_url=f"{receiver.url}/inbound",
        time_file=tmp_path / "time.json",
        reply_domain="reply.example",
        retry_pauses=(0.02, 0.05),
    )

    def start_one(**changes: object) -> Driver:
        config = replace(usual, **changes)  # type: ignore[arg-type]
        running = RunningSandbox(config)
        running.__enter__()
        started.append(Driver(running, config, receiver, wait_until))
        return started[-1]

    yield start_one
    for driver in started:
        driver.close()


@pytest.fixture
def box(start: StartSandbox) -> Driver:
    return start()
