"""Word back to upstream: each thing once, in order, signed, with nobody's name in it."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from tests.conftest import ON_SQLITE
from tests.outbound.conftest import SECRET, Upstream
from tests.reading.adas_story import answer, open_handoffs
from tests.world import ADA, World
from worker.delivery.webhook import signature
from worker.engine.handoff import Resolution, resolve_handoff
from worker.engine.staff import stop_person
from worker.store.models.message import Message
from worker.store.models.outbound import OutboundDelivery, OutboundEvent

pytestmark = ON_SQLITE

REFS = [{"source": "ats", "id": "ada"}]


def thanked(world: World) -> Message:
    """Ada has had her thank-you."""
    world.reject()
    world.pass_days(4)
    return world.messages()[0]


def test_a_reply_and_its_handoff_are_told_in_order(world: World, upstream: Upstream) -> None:
    letter = thanked(world)
    answer(world, letter)
    (handoff,) = open_handoffs(world)
    resolve_handoff(world.parts, handoff.id, Resolution.ANSWERED, "Rosa")
    world.drain()

    assert upstream.told() == ["candidate.replied", "handoff.opened", "handoff.resolved"]
    replied, opened, resolved = (call.event["data"] for call in upstream.calls)
    about = {"refs": REFS, "campaign": "post_rejection", "step": "thank_you", "message_id": str(letter.id)}
    assert replied == about
    assert opened == about | {"handoff_id": str(handoff.id), "reason": "reply"}
    assert resolved == about | {"handoff_id": str(handoff.id), "reason": "answered"}


def test_a_campaigns_own_handoff_is_told_with_its_step(world: World, upstream: Upstream) -> None:
    world.reject(stage="onsite")
    world.pass_days(10)

    assert upstream.told() == ["handoff.opened", "handoff.resolved"]
    opened, resolved = (call.event["data"] for call in upstream.calls)
    assert (opened["campaign"], opened["step"], opened["reason"]) == ("post_rejection", "call_first", "step")
    assert resolved["reason"] == "deadline"


@pytest.mark.parametrize(
    ("kind", "told", "reason"),
    [
        ("unsubscribed", "candidate.unsubscribed", "unsubscribed"),
        ("replied_stop", "candidate.unsubscribed", "replied_stop"),
        ("complained", "candidate.complained", "complained"),
        ("hard_bounced", "candidate.bounced", "hard_bounced"),
    ],
)
def test_a_no_is_told_once_with_its_letter(world: World, upstream: Upstream, kind: str, told: str, reason: str) -> None:
    letter = thanked(world)
    world.signal(kind, letter)
    world.drain()
    world.signal(kind, letter)
    world.drain()

    (call,) = upstream.calls
    assert call.event["type"] == f"rapport.{told}"
    assert call.event["data"]["reason"] == reason
    assert call.event["data"]["message_id"] == str(letter.id)


def test_a_colleagues_stop_and_upstreams_own_word_are_told(world: World, upstream: Upstream) -> None:
    world.reject()
    stop_person(world.parts, "ada", by="Rosa")
    world.tell("candidate.opted_out", candidate={"id": "bob", "email": "bob@mail.example"})

    assert [call.event["data"] for call in upstream.calls] == [
        {"refs": REFS, "reason": "stopped_by_staff"},
        {"refs": [{"source": "ats", "id": "bob"}], "reason": "opted_out_upstream"},
    ]


def test_word_of_an_erasure_outlives_the_person_and_is_then_forgotten(world: World, upstream: Upstream) -> None:
    letter = thanked(world)
    upstream.answers = [500]
    world.signal("complained", letter)
    world.drain()
    world.tell("candidate.erased", candidate={"id": "ada"})
    world.drain()

    assert upstream.told() == ["candidate.complained", "candidate.erasure_requested"]
    assert upstream.calls[1].event["data"] == {"refs": REFS}
    with world.parts.database.read() as session:
        assert not session.scalars(select(OutboundEvent)).all()
        assert not session.scalars(select(OutboundDelivery)).all()


def test_what_is_told_names_nobody(world: World, upstream: Upstream) -> None:
    letter = thanked(world)
    answer(world, letter, "Thank you, Rosa. I am at ada@mail.example. Ada Byron")
    world.signal("complained", letter, reason="550 ada@mail.example does not want this")
    world.drain()

    assert len(upstream.calls) == 3
    for call in upstream.calls:
        said = f"{call.path} {call.headers} {call.body.decode()}".casefold()
        for personal in (*(str(ADA[name]) for name in ("email", "first_name", "last_name")), "rosa", "thank you"):
            assert personal.casefold() not in said.replace('"id":"ada"', "")


def test_every_call_is_a_signed_cloudevent(world: World, upstream: Upstream) -> None:
    world.signal("complained", thanked(world))
    world.drain()

    (call,) = upstream.calls
    event = call.event
    assert event["specversion"] == "1.0"
    assert event["source"] == "https://rapport.northwind.example"
    assert event["datacontenttype"] == "application/json"
    assert event["time"] == world.now.isoformat()
    assert UUID(event["id"]).version == 5
    assert call.path == "/rapport?for=ats"
    assert call.headers["content-type"].startswith("application/cloudevents+json")
    assert call.headers["webhook-id"] == event["id"]
    timestamp = int(call.headers["webhook-timestamp"])
    assert timestamp == int(world.now.timestamp())
    assert call.headers["webhook-signature"] == signature(SECRET, event["id"], timestamp, call.body)


def test_nothing_is_written_down_when_nobody_wants_to_know(telling: object, world: World) -> None:
    world.parts = type(world.parts)(
        **{name: getattr(world.parts, name) for name in world.parts.__dataclass_fields__ if name != "outbound"}
    )
    answer(world, thanked(world))

    with world.parts.database.read() as session:
        assert not session.scalars(select(OutboundEvent)).all()


def test_two_records_that_become_one_person_are_told_by_both_ids(world: World, upstream: Upstream) -> None:
    world.reject()
    world.tell("candidate.updated", candidate={"id": "ada-2", "email": "ada.byron@work.example"})
    world.tell("candidate.merged", candidate={"id": "ada-2"}, into=ADA)
    world.pass_days(4)
    world.signal("complained", world.messages()[0])
    world.drain()

    assert upstream.calls[-1].event["data"]["refs"] == [{"source": "ats", "id": "ada"}, {"source": "ats", "id": "ada-2"}]
