"""What a provider's calls do: letters it never tried, bounces that lost our id, and a call that cannot be worked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import select

from tests.conftest import ON_SQLITE
from tests.world import World
from worker.engine import hear as hearing
from worker.engine.hear import EVENTS, store_hook
from worker.engine.hear_events import hear_events
from worker.hearing.sendgrid_events import MESSAGE_ID_ARGUMENT
from worker.store.models.operation import Alarm
from worker.store.models.signal import Hook

pytestmark = ON_SQLITE


@pytest.fixture
def written(world: World) -> World:
    """Ada has had a letter."""
    world.reject()
    world.pass_days(3)
    assert len(world.sent) == 1
    return world


def told(world: World, *, with_id: bool = True, **event: Any) -> None:
    ids = {MESSAGE_ID_ARGUMENT: str(world.messages()[0].id)} if with_id else {}
    at = int(world.now.timestamp())
    body = orjson.dumps([{"email": "ada@mail.example", "timestamp": at, "sg_event_id": f"{event}", **ids, **event}])
    store_hook(world.parts, EVENTS, "application/json", body)
    world.drain()


@pytest.mark.parametrize(
    ("reason", "no", "stops"),
    [
        ("Bounced Address", None, "hard_bounced"),
        ("Invalid", None, "hard_bounced"),
        ("Unsubscribed Address", "unsubscribed", "unsubscribed"),
        ("Spam Reporting Address", "complained", "complained"),
        ("Recipient List over Package Quota", None, None),
    ],
)
def test_what_the_provider_remembers_of_somebody_it_did_not_write_to_is_taken_over(
    written: World, reason: str, no: str | None, stops: str | None
) -> None:
    told(written, event="dropped", reason=reason)

    assert written.messages()[0].state == "dropped"
    assert written.candidate().no_reason == no
    assert written.reasons("stop") == ([stops] if stops else [])


@pytest.mark.parametrize(("days", "counts"), [(2, True), (11, False)])
def test_a_bounce_that_lost_our_id_is_about_the_last_letter_there_if_that_was_lately(
    written: World, days: int, counts: bool
) -> None:
    written.now += timedelta(days=days)
    told(written, with_id=False, event="bounce", type="bounce", status="5.1.1", reason="550 5.1.1 no such user")

    assert ("hard_bounced" in written.reasons("stop")) is counts


def fails_on(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def poisoned(session: Any, parts: Any, hook: Hook) -> None:
        if hook.seq == number:
            raise RuntimeError("what nobody foresaw")
        hear_events(session, parts, hook)

    monkeypatch.setattr(hearing, "hear_events", poisoned)


def test_a_call_that_cannot_be_worked_is_set_aside_whole_and_holds_up_no_other(
    written: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    fails_on(1, monkeypatch)

    told(written, event="processed")
    told(written, event="delivered")
    for _ in range(5):
        written.drain()

    assert written.messages()[0].state == "delivered"
    with written.parts.database.read() as session:
        poisoned, worked = session.scalars(select(Hook).order_by(Hook.seq)).all()
        assert (poisoned.state, poisoned.attempts, poisoned.error) == ("bad", 5, "RuntimeError: what nobody foresaw")
        assert b"processed" in poisoned.body
        assert worked.state == "done"
        assert session.scalars(select(Alarm.key)).all() == ["hook bad"]
