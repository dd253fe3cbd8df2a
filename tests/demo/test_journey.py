"""The journey: which instants are visited, and what is told at each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest

from demo.doors import Doors
from demo.journey import HOUR, QUARTER_HOUR, Instant, Journey, round_up
from demo.press import Press
from demo.quiet import Quiet, Stillness
from demo.sandbox_client import SandboxClient
from demo.script.reading import Line

NINE = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
END = NINE + timedelta(days=7)


class Recorder:
    """Stands in for the doors, the sandbox, the quiet and the press: says what comes next, and keeps what it was told."""

    def __init__(self, following: Sequence[tuple[datetime | None, datetime | None]]) -> None:
        self.following = list(following)
        self.told: list[str] = []
        self.stood_at: list[datetime] = []
        self.next_at: datetime | None = None
        self.published: list[datetime] = []

    def queue(self, events: Sequence[dict[str, Any]]) -> None:
        self.told += [event["id"] for event in events]

    def stand_at(self, moment: datetime) -> None:
        self.stood_at.append(moment)

    def publish(self, now: datetime) -> bool:
        due = self.next_at is not None and self.next_at <= now
        if due:
            self.published.append(now)
            self.next_at = None
        return due

    def wait(self, now: datetime) -> Stillness:
        engine, people = self.following.pop(0) if self.following else (None, None)
        return Stillness(engine, None, None, people, 0, 1)


def journey(
    lines: list[Line], *following: tuple[datetime | None, datetime | None], issue: datetime | None = None
) -> tuple[Recorder, list[Instant]]:
    recorder, seen = Recorder(following), list[Instant]()
    recorder.next_at = issue
    made = Journey(lines, cast(Doors, recorder), cast(SandboxClient, recorder), cast(Quiet, recorder), cast(Press, recorder))
    made.go(NINE, END, seen.append)
    return recorder, seen


@pytest.mark.parametrize(
    ("minutes", "grid", "expected"), [(0, QUARTER_HOUR, 0), (1, QUARTER_HOUR, 15), (15, QUARTER_HOUR, 15), (16, HOUR, 60)]
)
def test_instants_are_rounded_up_to_the_grid(minutes: int, grid: timedelta, expected: int) -> None:
    assert round_up(NINE + timedelta(minutes=minutes), grid) == NINE + timedelta(minutes=expected)


def test_time_goes_from_one_due_instant_to_the_next() -> None:
    letter, answer = NINE + timedelta(hours=3, minutes=7), NINE + timedelta(hours=5, minutes=15)
    recorder, _ = journey([], (letter, answer), (None, answer))
    assert recorder.stood_at == [NINE, NINE + timedelta(hours=4), NINE + timedelta(hours=7)]


def test_events_are_told_when_their_time_has_come() -> None:
    lines = [Line(NINE, {"id": "first"}), Line(NINE, {"id": "second"}), Line(NINE + timedelta(days=1), {"id": "third"})]
    recorder, seen = journey(lines)
    assert recorder.told == ["first", "second", "third"]
    assert [(instant.number, instant.told) for instant in seen] == [(1, 2), (2, 3)]


def test_the_newsletter_is_published_on_its_day() -> None:
    day = NINE + timedelta(days=1, minutes=15)
    recorder, _ = journey([], issue=day)
    assert recorder.stood_at == [NINE, day]
    assert recorder.published == [day]


def test_what_is_due_after_the_end_is_left_alone() -> None:
    recorder, _ = journey([], (END + timedelta(hours=1), None))
    assert recorder.stood_at == [NINE]


def test_something_overdue_never_stops_the_clock() -> None:
    recorder, _ = journey([], (NINE - timedelta(hours=1), None))
    assert recorder.stood_at == [NINE, NINE + QUARTER_HOUR]
