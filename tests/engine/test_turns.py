"""When there is room for one letter, the one that has waited longest goes first, whoever works it."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from tests.world import World
from worker.engine.deliver import deliver
from worker.store.models.enrollment import Enrollment


def test_of_two_equal_letters_the_one_that_waits_longer_goes_even_if_the_other_is_worked_first(world: World) -> None:
    world.reject()
    with world.parts.database.write() as session:
        elder = session.scalars(select(Enrollment)).one()
        elder.step, elder.priority = "keep_in_touch", 20
        elder.due_at = elder.wake_at = world.now - timedelta(days=2)
        copied = {name.key: getattr(elder, name.key) for name in Enrollment.__table__.columns if name.key not in ("id", "key")}
        younger = Enrollment(id=uuid4(), key="another", **copied)
        younger.due_at, younger.lease = world.now - timedelta(days=1), "a-lease"
        session.add(younger)
        ids = elder.id, younger.id

    assert deliver(world.parts, [str(ids[1])], "a-lease") == 0
    assert world.reasons("defer") == ["yields_to_priority"]
    world.drain()

    assert [message.enrollment_id for message in world.messages()] == [ids[0]]
