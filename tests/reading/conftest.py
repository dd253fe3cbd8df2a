"""Reading what happened: worlds on both databases, and commands on a data folder of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.world import World
from worker.cli import build
from worker.settings import PRODUCTION_SIGNS, environment_names, load_settings
from worker.store.migrate import upgrade

Run = Callable[..., Result]


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A world on a Monday morning."""
    one = World(database_url)
    yield one
    one.close()


@pytest.fixture
def installation(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """An embedded installation of the test's own, and a world on the same database and keys, on the same clock."""
    for name in {*environment_names(), *PRODUCTION_SIGNS}:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("RAPPORT_DATA_DIR", str(data_dir))
    settings = load_settings()
    upgrade(settings.database_url)
    one = World(settings.database_url)
    monkeypatch.setattr("worker.app.HandedTime.now", lambda _: one.now)
    yield one
    one.close()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a `rapport` command in this process, on a wide terminal."""
    monkeypatch.setenv("COLUMNS", "200")

    def call(*arguments: Any) -> Result:
        return CliRunner().invoke(build(), [str(argument) for argument in arguments])

    return call
