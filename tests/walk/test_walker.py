"""Letting time pass: from one due instant to the next, waiting at each until all is still."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from worker.time_source import TIME_FILE, HandedTime
from worker.walk.stillness import Stillness
from worker.walk.walker import Walker
from worker.walk.wish import Wish

START = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


class Stage:
    """A data folder, its time, and instants at which something is due."""

    def __init__(self, folder: Path, *due: datetime) -> None:
        self.handed = HandedTime(folder / TIME_FILE)
        self.handed.stand_at(START)
        self.wish = Wish(folder)
        self.due = sorted(due)
        self.visited: list[datetime] = []
        self.busy_looks = 0
        self.walker = Walker(self.wish, self.handed, self.look)

    def look(self, now: datetime) -> Stillness | None:
        if self.busy_looks:
            self.busy_looks -= 1
            return None
        self.visited.append(now)
        return Stillness(next((one for one in self.due if one > now), None))

    def walk(self) -> None:
        while self.walker.turn():
            pass


def test_time_stops_at_each_due_instant_and_ends_where_it_was_wished_to(data_dir: Path) -> None:
    stage = Stage(data_dir, START + timedelta(hours=3), START + timedelta(days=2), START + timedelta(days=9))

    stage.wish.make(START, timedelta(days=3))
    stage.walk()

    assert stage.visited == [START, START + timedelta(hours=3), START + timedelta(days=2), START + timedelta(days=3)]
    assert stage.handed.now() == START + timedelta(days=3)
    assert stage.wish.read() is None


def test_time_waits_where_something_is_still_to_do(data_dir: Path) -> None:
    stage = Stage(data_dir)
    stage.busy_looks = 5

    stage.wish.make(START, timedelta(hours=1))
    for _ in range(5):
        assert stage.walker.turn()

    assert stage.handed.now() == START


def test_without_a_wish_nothing_happens(data_dir: Path) -> None:
    stage = Stage(data_dir)

    assert not stage.walker.turn()

    assert stage.visited == []


def test_two_wishes_add_up(data_dir: Path) -> None:
    stage = Stage(data_dir)

    stage.wish.make(START, timedelta(days=1))
    stage.wish.make(START, timedelta(days=1))
    stage.walk()

    assert stage.handed.now() == START + timedelta(days=2)


def test_a_clock_that_ran_runs_on_from_where_it_was_wished_to(data_dir: Path) -> None:
    stage = Stage(data_dir)
    stage.handed.run_from(START)

    stage.wish.make(START, timedelta(days=30))
    stage.walk()

    assert not stage.handed.stands
    assert timedelta() <= stage.handed.now() - (START + timedelta(days=30)) < timedelta(minutes=1)


def test_a_wish_nobody_can_read_is_no_wish(data_dir: Path) -> None:
    stage = Stage(data_dir)
    (data_dir / "walk.json").write_text("{")

    assert stage.wish.read() is None


def test_a_clock_that_dies_on_the_way_leaves_no_time_standing_still(data_dir: Path) -> None:
    dead = Stage(data_dir)
    dead.handed.run_from(START)
    dead.wish.make(START, timedelta(days=2))
    assert dead.walker.turn()
    successor = Walker(dead.wish, dead.handed, dead.look)

    while successor.turn():
        pass

    assert not dead.handed.stands
    assert dead.handed.now() >= START + timedelta(days=2)


def test_time_that_stood_when_the_walk_began_stands_again(data_dir: Path) -> None:
    stage = Stage(data_dir)

    for days in (1, 2):
        stage.wish.make(stage.handed.now(), timedelta(days=days))
        stage.walk()

    assert stage.handed.stands
    assert stage.handed.now() == START + timedelta(days=3)
