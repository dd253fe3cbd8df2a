"""Tracking is tested in the engine's small world, and over real HTTP."""

from __future__ import annotations

from tests.engine.conftest import make_world, world
from tests.web.conftest import make_site, settings

__all__ = ["make_site", "make_world", "settings", "world"]
