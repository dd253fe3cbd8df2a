"""What is wrong with an event is said in words for whoever wrote it."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from schemas.event import parse_event
from schemas.fault_words import faults_of

EVENT: dict[str, Any] = {
    "id": "1",
    "source": "ats",
    "type": "candidate.opted_in",
    "time": "2026-01-05T09:00:00Z",
    "data": {"candidate": {"id": "ada"}},
}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"time": "soon"}, ("time", "not an instant such as 2026-03-12T09:30:00+01:00")),
        (
            {"time": "2026-01-05T09:00:00"},
            ("time", "an instant without its offset from UTC; write it such as 2026-03-12T09:30:00+01:00"),
        ),
        ({"data": {"candidate": {"id": "ada", "email": "none"}}}, ("data.candidate.email", "not an e-mail address")),
        ({"data": {}}, ("data.candidate", "Field required")),
    ],
)
def test_a_fault_names_its_field_and_speaks_no_library(wrong: dict[str, Any], said: tuple[str, str]) -> None:
    with pytest.raises(ValidationError) as raised:
        parse_event(EVENT | wrong)

    [(field, reason)] = faults_of(raised.value)
    assert field == said[0]
    assert reason.startswith(said[1])
