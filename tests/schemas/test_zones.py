"""Zones: known or refused, and looked up without reading the list of all zones for each event."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from schemas import snapshot
from schemas.snapshot import Candidate


def test_a_zone_that_does_not_exist_is_refused_with_an_example() -> None:
    with pytest.raises(ValidationError, match="Europe/Copenhagen"):
        Candidate(id="ada", zone="Europe/Atlantis")


def test_the_list_of_zones_is_read_once_however_many_events_come(monkeypatch: pytest.MonkeyPatch) -> None:
    reads: list[int] = []

    def read() -> set[str]:
        reads.append(1)
        return {"Europe/Copenhagen"}

    monkeypatch.setattr(snapshot, "available_timezones", read)
    snapshot._zones.cache_clear()
    try:
        for number in range(3):
            Candidate(id=f"c-{number}", zone="Europe/Copenhagen")
    finally:
        snapshot._zones.cache_clear()
    assert len(reads) == 1
