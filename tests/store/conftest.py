"""Tests of what the database does for each use case stand in the engine's small world."""

from tests.engine.conftest import make_world, said, world

__all__ = ["make_world", "said", "world"]
