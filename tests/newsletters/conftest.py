"""Newsletter tests run in a small world, on both databases, on a Tuesday morning in November."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.engine.conftest import make_world, said
from tests.world import World

__all__ = ["make_world", "said", "world"]

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world on a Tuesday morning."""
    return make_world(TUESDAY)
