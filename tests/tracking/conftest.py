"""Tracking is tested in the small world, and over real HTTP."""

from tests.web.conftest import make_site, servers, settings

__all__ = ["make_site", "servers", "settings"]
