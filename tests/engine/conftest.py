"""The engine's tests run in a small world, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import structlog
from structlog.typing import EventDict

from tests.world import MONDAY, World


@pytest.fixture
def make_world(database_url: str) -> Iterator[Callable[..., World]]:
    """Makes worlds on the test's database, and closes them."""
    made: list[World] = []

    def make(now: datetime = MONDAY, **policy: Any) -> World:
        made.append(World(database_url, now, **policy))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world on a Monday morning."""
    return make_world()


@pytest.fixture(autouse=True)
def said() -> Iterator[list[EventDict]]:
    """Everything that is logged while the test runs."""
    with structlog.testing.capture_logs() as lines:
        yield lines
