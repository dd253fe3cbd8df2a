"""Text from upstream is text that a database can keep."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.event import parse_event


@pytest.mark.parametrize("odd", ["A\x00da", " ", "a" * 201])
def test_a_name_that_cannot_be_kept_is_refused_at_the_door(odd: str) -> None:
    told: dict[str, Any] = {
        "specversion": "1.0",
        "id": "e-1",
        "source": "ats",
        "type": "candidate.updated",
        "time": "2026-01-05T09:00:00Z",
        "data": {"candidate": {"id": "c-1", "first_name": odd}},
    }
    with pytest.raises(ValidationError) as refused:
        parse_event(told)
    assert [fault["loc"] for fault in refused.value.errors()] == [("data", "candidate", "first_name")]
