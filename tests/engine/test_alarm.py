"""An alarm is mailed once, however often it goes off: again only hours later, or after somebody has cleared it."""

from __future__ import annotations

from datetime import timedelta

from tests.conftest import ON_SQLITE
from tests.world import World
from worker.engine.alarm import raise_alarm
from worker.engine.staff import clear_alarm

pytestmark = ON_SQLITE


def goes_off(world: World, times: int = 1) -> int:
    """How many mails the team has after it."""
    for _ in range(times):
        with world.parts.database.write() as session:
            raise_alarm(session, world.parts, "smoke", title="Smoke", detail="in the kitchen", remedy="Open a window.")
        world.drain()
    return len(world.service)


def test_the_team_is_mailed_once_in_six_hours_and_anew_after_it_was_cleared(world: World) -> None:
    assert goes_off(world, times=5) == 1
    world.now += timedelta(hours=5, minutes=59)
    assert goes_off(world) == 1
    world.now += timedelta(minutes=1)
    assert goes_off(world, times=2) == 2

    assert clear_alarm(world.parts, "smoke").times == 8
    world.now += timedelta(minutes=1)
    assert goes_off(world, times=2) == 3
