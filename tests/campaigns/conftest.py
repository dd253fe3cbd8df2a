"""Campaigns are tried in a small world. They say the same on both databases, so one is enough here."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest

from tests.world import MONDAY, World


@pytest.fixture
def make_world(sqlite_url: str) -> Iterator[Callable[..., World]]:
    """Makes worlds on the test's database, and closes them."""
    made: list[World] = []

    def make(now: datetime = MONDAY, **policy: Any) -> World:
        made.append(World(sqlite_url, now, **policy))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world on a Monday morning."""
    return make_world()
