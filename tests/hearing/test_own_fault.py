"""Letters that come back for a reason on our side: the address is not blamed, and in numbers nothing more is sent."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.engine.crowd import WEDNESDAY, reject_many
from tests.world import World
from worker.engine.hold import list_holds, resume
from worker.engine.own_fault import BY, PAUSED
from worker.rules.own_fault import must_pause
from worker.store.models.operation import Alarm


@pytest.mark.parametrize(
    ("own_fault", "delivered", "pauses"),
    [(4, 0, False), (5, 0, True), (5, 45, True), (5, 46, False), (60, 600, False), (70, 600, True), (0, 0, False)],
)
def test_five_letters_and_one_in_ten_pause_the_domain(own_fault: int, delivered: int, pauses: bool) -> None:
    assert must_pause(own_fault, delivered) is pauses


def written_to(world: World, count: int) -> None:
    reject_many(world, count)
    world.now = WEDNESDAY
    world.drain()
    assert len(world.sent) == count


def held_by(world: World) -> list[str]:
    with world.parts.database.read() as session:
        return [held.by for held in list_holds(session)]


def test_in_numbers_they_stop_all_sending_until_somebody_has_mended_it(world: World) -> None:
    written_to(world, 6)
    letters = world.messages()
    for letter in letters[:4]:
        world.signal("bounced_ours", letter, reason="550 5.7.26 not authenticated")
    assert held_by(world) == []

    world.signal("bounced_ours", letters[4], reason="550 5.7.26 not authenticated")
    world.drain()

    assert held_by(world) == [BY]
    with world.parts.database.read() as session:
        alarm = session.scalars(select(Alarm).where(Alarm.key == PAUSED)).one()
    assert alarm.title == "Sending from northwind.example is paused"
    assert "5 letters" in alarm.detail
    assert "5.7.26" in alarm.detail
    assert any(alarm.title in mail.subject or alarm.title in mail.text for mail in world.service)


def test_what_was_sent_before_the_pause_does_not_bring_on_another(world: World) -> None:
    written_to(world, 7)
    letters = world.messages()
    for letter in letters[:5]:
        world.signal("bounced_ours", letter)
    resume(world.parts, None, "Rosa")

    for letter in letters[5:]:
        world.signal("bounced_ours", letter)

    assert held_by(world) == []


def test_a_few_among_many_that_arrive_pause_nothing(world: World) -> None:
    written_to(world, 60)
    letters = world.messages()
    for letter in letters[5:]:
        world.signal("delivered", letter)

    for letter in letters[:5]:
        world.signal("bounced_ours", letter)

    assert held_by(world) == []
