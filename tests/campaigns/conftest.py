"""Campaigns are tried in a small world. They say the same on both databases, so one is enough here."""

from __future__ import annotations

import pytest


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url
