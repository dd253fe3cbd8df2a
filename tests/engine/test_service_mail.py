"""Service mail's narrower gate, as it is fed: what stands against an address, all of it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.conftest import ON_SQLITE
from tests.world import World
from worker.engine.no import suppress_address
from worker.engine.service_mail import queue_service
from worker.rules.gate import SERVICE_MAIL_PER_HOUR
from worker.rules.reasons import Reason
from worker.store.models.message import Message

pytestmark = ON_SQLITE

SAYS = {"title": "A title", "detail": "A detail", "remedy": "A remedy"}


@pytest.mark.parametrize(
    ("noes", "goes"),
    [
        ([], True),
        ([Reason.UNSUBSCRIBED, Reason.COMPLAINED], True),
        ([Reason.HARD_BOUNCED], False),
        ([Reason.HARD_BOUNCED, Reason.UNSUBSCRIBED], False),
        ([Reason.COMPLAINED, Reason.HARD_BOUNCED], False),
    ],
)
def test_service_mail_goes_whatever_was_said_but_never_to_an_address_that_is_gone(
    world: World, noes: list[Reason], goes: bool
) -> None:
    with world.parts.database.write() as session:
        for no in noes:
            suppress_address(session, world.parts, "ada@mail.example", no, "test", world.now)
        queue_service(session, world.parts, "alarm", subject="s", nonce="n", to="Ada@Mail.example", extra=SAYS)

    world.drain()

    assert bool(world.service) is goes
    with world.parts.database.read() as session:
        assert session.scalars(select(Message.reason)).one() == (None if goes else "hard_bounced")


def test_one_address_gets_so_much_service_mail_an_hour_and_the_rest_later(world: World) -> None:
    with world.parts.database.write() as session:
        for number in range(SERVICE_MAIL_PER_HOUR + 2):
            queue_service(session, world.parts, "alarm", subject="s", nonce=str(number), to="ada@mail.example", extra=SAYS)
        queue_service(session, world.parts, "alarm", subject="s", nonce="n", to="rosa@northwind.example", extra=SAYS)

    world.drain()
    assert len(world.service) == SERVICE_MAIL_PER_HOUR + 1
    world.pass_days(0.1)
    assert len(world.service) == SERVICE_MAIL_PER_HOUR + 3
