"""Tests of what the database does for each use case stand in the engine's small world."""

from tests.engine.conftest import said

__all__ = ["said"]
