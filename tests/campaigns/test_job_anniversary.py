"""Each year a note: to everybody, however many they are."""

from __future__ import annotations

from tests.conftest import MakeWorld
from tests.engine.crowd import person


def test_more_people_than_fit_a_batch_are_congratulated_every_year(make_world: MakeWorld) -> None:
    world = make_world(batch_size=2)
    for number in range(5):
        world.hire("2026-01-05", candidate=person(number))

    world.pass_days(2 * 366)

    notes = [message.address for message in world.messages() if message.campaign == "job_anniversary"]
    assert sorted(notes) == sorted([person(number)["email"] for number in range(5)] * 2)
