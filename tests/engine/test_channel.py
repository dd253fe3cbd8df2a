"""The channel as all workers see it: what one of them closed, an answer another still gets does not open."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import update

from tests.world import World
from worker.engine.channel import note_answers, read_channel, rest_until
from worker.rules.reasons import Reason
from worker.store.insert import table_of
from worker.store.models.operation import Channel


def test_a_plain_answer_opens_nothing_that_was_closed_since_it_was_looked_at(world: World) -> None:
    over, later = world.now - timedelta(minutes=1), world.now + timedelta(minutes=30)
    with world.parts.database.write() as session:
        rest_until(session, world.parts, over)
    with world.parts.database.write() as session:
        looked_at = session.get(Channel, "memory")
        meanwhile = update(table_of(Channel)).values(opens_at=later)
        session.connection().execute(meanwhile)

        note_answers(session, world.parts, world.now, in_doubt=[], down=None, clear=True)

    assert looked_at is not None
    with world.parts.database.read() as session:
        assert read_channel(session, world.parts).opens_at == later


def test_a_shorter_pause_does_not_end_a_longer_one(world: World) -> None:
    rest = world.now + timedelta(minutes=30)
    with world.parts.database.write() as session:
        rest_until(session, world.parts, rest)
        note_answers(session, world.parts, world.now, in_doubt=["time-out"] * 3, down="401", clear=False)

    with world.parts.database.read() as session:
        state = read_channel(session, world.parts)
    assert (state.opens_at, state.reason) == (rest, Reason.SLOWED_DOWN)
