"""What the engine's tests share beside the small world."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog
from structlog.typing import EventDict


@pytest.fixture(autouse=True)
def said() -> Iterator[list[EventDict]]:
    """Everything that is logged while the test runs."""
    with structlog.testing.capture_logs() as lines:
        yield lines
