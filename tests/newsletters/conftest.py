"""Newsletter tests run in a small world, on a Tuesday morning in November, with a short issue of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.engine.conftest import said
from tests.world import World

__all__ = ["said", "short_issue", "sqlite_world", "world"]

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SHORT = """
topic = "insight"
segment = "talent_network"

[letter.en]
subject = "Three things about interviews"
preview = "What we look at when we read an application."
"""


@pytest.fixture
def world(make_world: Callable[..., World]) -> World:
    """A world on a Tuesday morning, on each database."""
    return make_world(TUESDAY)


@pytest.fixture
def sqlite_world(sqlite_url: str) -> Iterator[World]:
    """A world on a Tuesday morning, on SQLite: for what does not differ between databases."""
    one = World(sqlite_url, TUESDAY)
    yield one
    one.close()


@pytest.fixture
def short_issue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only issue there is, in English; its folder, to write into."""
    folder = tmp_path / "issues" / "2026-11"
    folder.mkdir(parents=True)
    (folder / "issue.toml").write_text(SHORT, "utf-8")
    (folder / "en.md").write_text("A word to our readers.\n\n[The guide](https://guide.example/interviews) says more.\n", "utf-8")
    monkeypatch.setattr("emails.newsletter.ISSUES", folder.parent)
    return folder
