"""These tests read from a real Dovecot: one for the session, a mailbox of its own for each test."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from tests.conftest import MakeWorld, WaitUntil
from tests.imap.dovecot import HOW_TO_GET_ONE, Dovecot, find_dovecot, two_ports
from tests.world import World


@pytest.fixture(scope="session")
def dovecot_server(wait_until: WaitUntil) -> Iterator[Dovecot]:
    """A running server. Skips where there is none, unless RAPPORT_REQUIRE_DOVECOT=1 asks for one."""
    program = find_dovecot()
    if program is None:
        if os.environ.get("RAPPORT_REQUIRE_DOVECOT") == "1":
            pytest.fail(f"RAPPORT_REQUIRE_DOVECOT=1, but {HOW_TO_GET_ONE}")
        pytest.skip(HOW_TO_GET_ONE)
    folder = Path(tempfile.mkdtemp(prefix="rapport-imap-"))
    folder.chmod(0o755)  # the server's unprivileged parts look into it
    server = Dovecot(program, folder, *two_ports())
    server.start()
    try:
        wait_until(lambda: server.answers, what="Dovecot")
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


_numbers = count(1)


@pytest.fixture
def dovecot(dovecot_server: Dovecot, wait_until: WaitUntil) -> Iterator[Dovecot]:
    """The server with an empty mailbox. A test that stops it finds it, and leaves it, running all the same."""
    dovecot_server.user = f"rosa{next(_numbers)}"
    yield dovecot_server
    if not dovecot_server.is_running:
        dovecot_server.start()
        wait_until(lambda: dovecot_server.answers, what="Dovecot")


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    """A world in the present: the server writes the real time beside each mail."""
    made = World(sqlite_url, datetime.now(UTC))
    yield made
    made.close()


@pytest.fixture
def any_world(make_world: MakeWorld) -> World:
    """The same, on each kind of database."""
    return make_world(datetime.now(UTC))
