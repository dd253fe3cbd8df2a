"""An issue leaves at the sending domain's pace: hour by hour, each reader once, and nobody after it has expired."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.conftest import ON_SQLITE
from tests.newsletters.conftest import TUESDAY
from tests.newsletters.network import addresses, issue, join, ledger, send, states
from tests.world import World
from worker.delivery.transport import NotSent
from worker.engine.channel import read_channel
from worker.rules.brake import BrakeLimits
from worker.rules.pace import Limits, PaceRules
from worker.rules.reasons import Reason

pytestmark = [
    pytest.mark.usefixtures("short_issue"),
    ON_SQLITE,
]


def test_an_issue_leaves_hour_by_hour_in_pages_of_what_may_leave(make_world: Callable[..., World]) -> None:
    world = make_world(TUESDAY, pace=PaceRules(Limits(hour=4)))
    people = join(world, 10)
    send(world)
    assert len(world.sent) == 4
    world.until(world.now + timedelta(hours=4))
    assert addresses(world) == sorted(one["address"] for one in people)
    assert [count for _, count in sorted(Counter(row.sending_at.hour for row in ledger(world) if row.sending_at).items())] == [
        4,
        4,
        2,
    ]
    assert world.transport.batches == (4, 4, 2)
    assert issue(world).state == "done"


def test_a_full_mail_host_holds_up_no_other(make_world: Callable[..., World]) -> None:
    world = make_world(TUESDAY, pace=PaceRules(hosts={"mail.example": Limits(day=2)}))
    join(world, 5)
    join(world, 1, address="cy@elsewhere.example", address_key="cy@elsewhere.example")
    send(world)
    assert Counter(letter.to.address.partition("@")[2] for letter in world.sent) == {"mail.example": 2, "elsewhere.example": 1}
    world.until(world.now + timedelta(days=9))
    assert states(world)["accepted"] == 6
    assert issue(world).state == "done"


def test_a_mail_server_that_puts_off_many_letters_makes_sending_rest(make_world: Callable[..., World]) -> None:
    world = make_world(TUESDAY, brake=BrakeLimits())
    join(world, 60)
    world.transport.answer(*[NotSent("451 4.7.1 later", put_off=True)] * 3)  # a batch for each language
    send(world)
    with world.parts.database.read() as session:
        state = read_channel(session, world.parts)
    assert state.reason is Reason.SLOWED_DOWN
    world.until(world.now + timedelta(days=1))
    assert states(world) == {"accepted": 60}
