"""The handed-in time: read from the file, moved through the API, real without a file."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sandbox.clock import HandedClock, NoTimeFile, parse_step
from tests.sandbox.conftest import StartSandbox
from tests.sandbox.driving import MONDAY, mail


def test_time_that_stands_still_is_moved_and_stands_still_again(start: StartSandbox, tmp_path: Path) -> None:
    box = start()
    assert box.http.get("/api/time").json() == {"at": MONDAY, "mode": "at", "movable": True}
    box.advance("3d")
    assert json.loads((tmp_path / "time.json").read_text()) == {"at": "2026-01-08T08:15:00+00:00"}
    box.http.post("/api/time", json={"at": "2026-03-01T12:00:00+01:00"})
    assert box.sent()["at"] == "2026-03-01T11:00:00+00:00"


def test_without_a_file_time_is_real_until_it_is_moved(tmp_path: Path) -> None:
    clock = HandedClock(tmp_path / "sub" / "time.json")
    assert clock.mode() == "real"
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    clock.advance(timedelta(days=3))
    clock.advance(timedelta(hours=1))
    assert clock.mode() == "offset"
    assert json.loads((tmp_path / "sub" / "time.json").read_text()) == {"offset_seconds": 3 * 86400 + 3600}
    assert abs(clock.now() - datetime.now(UTC) - timedelta(days=3, hours=1)) < timedelta(seconds=5)


def test_every_write_is_seen_however_quickly_they_follow(tmp_path: Path) -> None:
    path = tmp_path / "time.json"
    writing, reading = HandedClock(path), HandedClock(path)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(500):
        writing.set_at(start + timedelta(minutes=number))
        assert reading.now() == start + timedelta(minutes=number)
    path.unlink()
    assert reading.mode() == "real"


def test_a_sandbox_without_time_file_does_not_move_time(start: StartSandbox) -> None:
    box = start(time_file=None)
    assert box.http.post("/api/time", json={"advance": "1d"}).status_code == 409
    assert "+1 day" not in box.http.get("/").text
    box.sent(mail())
    box.wait_quiet()
    with pytest.raises(NoTimeFile):
        HandedClock(None).advance(timedelta(days=1))


@pytest.mark.parametrize("order", [{"advance": "soon"}, {"at": "2026-01-01T00:00:00"}, {}, {"advance": "1d", "at": MONDAY}])
def test_a_time_that_cannot_be_understood_is_refused(start: StartSandbox, order: dict[str, str]) -> None:
    assert start().http.post("/api/time", json=order).status_code == 422


@pytest.mark.parametrize(("text", "hours"), [("6h", 6), ("+3d", 72), ("90m", 1.5), ("1w", 168), ("3600s", 1), (" 1d ", 24)])
def test_steps_are_written_as_people_write_them(text: str, hours: float) -> None:
    assert parse_step(text) == timedelta(hours=hours)
