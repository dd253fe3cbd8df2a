"""Hearing in a small world, on both databases."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.world import World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """A world on a Monday morning."""
    one = World(database_url)
    yield one
    one.close()
