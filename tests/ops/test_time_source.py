"""The time handed in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.world import World
from worker.time_source import HandedTime, SystemTime

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)


def test_without_a_file_the_time_is_real(tmp_path: Path) -> None:
    assert abs(HandedTime(tmp_path / "time.json").now() - SystemTime().now()) < timedelta(seconds=5)


def test_a_standing_clock_stands_for_every_reader(tmp_path: Path) -> None:
    one, other = HandedTime(tmp_path / "time.json"), HandedTime(tmp_path / "time.json")
    one.stand_at(NOON)
    assert (one.now(), other.now()) == (NOON, NOON)
    other.shift(timedelta(minutes=15))
    assert one.now() == NOON + timedelta(minutes=15)


def test_a_running_clock_is_shifted_and_goes_on(tmp_path: Path) -> None:
    clock = HandedTime(tmp_path / "time.json")
    clock.shift(timedelta(days=3))
    clock.shift(timedelta(days=2))
    assert abs(clock.now() - SystemTime().now() - timedelta(days=5)) < timedelta(seconds=5)


def test_taking_the_file_away_gives_real_time_back(tmp_path: Path) -> None:
    clock = HandedTime(tmp_path / "time.json")
    clock.stand_at(NOON)
    assert clock.now() == NOON
    (tmp_path / "time.json").unlink()
    assert clock.now() > NOON


def test_an_instant_of_another_zone_is_told_in_utc(tmp_path: Path) -> None:
    (tmp_path / "time.json").write_text('{"at": "2026-01-05T13:00:00+01:00"}')
    assert HandedTime(tmp_path / "time.json").now() == NOON
    assert HandedTime(tmp_path / "time.json").now().tzinfo is UTC


@pytest.mark.parametrize("text", ['{"at": "2026-01-05T13:00:00"}', '{"at": 5}', "[]", '{"offset_seconds": "3"}', "{"])
def test_a_file_that_holds_no_time_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "time.json").write_text(text)
    with pytest.raises(ValueError):  # noqa: PT011
        HandedTime(tmp_path / "time.json").now()


def test_an_instant_of_the_trials_own_time_is_told_as_events_write_it(installation: World, run: Run) -> None:
    installation.now = datetime(2027, 3, 9, 10, 30, tzinfo=UTC)

    assert run("sandbox", "time", "--ago", "3d").stdout == "2027-03-06T10:30:00Z\n"
    assert "not a step of time" in run("sandbox", "time", "--ago", "yesterday").stderr
