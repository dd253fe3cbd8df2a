"""Erased: nothing of the person is left anywhere but the keyed hash that keeps the no."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import orjson
from sqlalchemy import select

from tests.world import ENGINEER, World
from worker.engine.hear import EVENTS, INBOUND, store_hook
from worker.engine.service_mail import queue_service
from worker.engine.take_in import Taken, take_in, take_in_or_bury
from worker.hearing.sendgrid_events import MESSAGE_ID_ARGUMENT
from worker.store.models.consent import SignUp, Suppression
from worker.store.models.inbox import InboxEvent
from worker.store.models.signal import Hook, Reply
from worker.store.schema import metadata

MARK = "zqxj"
PERSON = {
    "id": f"id-{MARK}",
    "email": f"Ada.{MARK}@mail.example",
    "first_name": f"Ada{MARK}",
    "last_name": f"Byron{MARK}",
    "locale": "en",
    "zone": "Europe/Copenhagen",
    "country": "DK",
    "region": MARK,
    "skills": [f"skill-{MARK}"],
}
FEEDBACK = {"for_candidate": {"strengths": [MARK], "to_grow": [MARK], "note": MARK, "better_roles": [MARK]}}
RECRUITER = {"email": "rosa@northwind.example", "name": "Rosa Lindqvist"}


def cells(world: World) -> Iterator[tuple[str, Any]]:
    """Every value of every column of every table."""
    with world.parts.database.read() as session:
        for table in metadata.sorted_tables:
            for row in session.execute(select(table)).mappings():
                for column, value in row.items():
                    yield f"{table.name}.{column}", value


def places_of(world: World, mark: str) -> set[str]:
    return {
        where
        for where, value in cells(world)
        if mark in (value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)).casefold()
    }


def provider_event(message_id: object, kind: str, **more: Any) -> bytes:
    event = {"event": kind, "message_id": str(message_id), "email": PERSON["email"], "timestamp": 1767949200, **more}
    return orjson.dumps([event | {"sg_event_id": f"{kind}-{message_id}", MESSAGE_ID_ARGUMENT: str(message_id)}])


def mail(to: str, subject: str) -> tuple[str, bytes]:
    raw = (
        f"From: {PERSON['email']}\r\nTo: {to}\r\nSubject: {subject} {MARK}\r\nMessage-ID: <{subject}.{MARK}@mail.example>\r\n"
        f"\r\nThank you, that is kind. {MARK}\r\n"
    )
    body = f'--b\r\nContent-Disposition: form-data; name="email"\r\n\r\n{raw}\r\n--b--\r\n'
    return "multipart/form-data; boundary=b", body.encode()


def live(world: World) -> list[dict[str, Any]]:
    """A whole life, with a mark in whatever upstream, the provider or the person can say."""
    told: list[dict[str, Any]] = []

    def tell(type_: str, **data: Any) -> None:
        told.append(world.event(type_, **data))
        take_in(world.parts, [told[-1]], door="test")
        world.drain()

    store_hook(world.parts, INBOUND, *mail("r.unknown@reply.northwind.example", "before"))
    world.drain()
    application = {"id": f"app-{MARK}", "stage": "onsite", "job": ENGINEER}
    tell("candidate.rejected", candidate=PERSON, application=application, recruiter=RECRUITER, feedback=FEEDBACK)
    tell("candidate.opted_in", candidate=PERSON, wording=MARK)
    world.pass_days(6)
    (message,) = world.messages()
    token = world.parts.keyring.reply_local_part(message.id)
    store_hook(world.parts, EVENTS, "application/json", provider_event(message.id, "delivered"))
    store_hook(world.parts, INBOUND, *mail(f"{token}@reply.northwind.example", "answer"))
    world.drain()
    tell("candidate.updated", candidate={**PERSON, "email": f"moved.{MARK}@mail.example"})
    tell("candidate.hired", candidate={"id": PERSON["id"]}, placement={"start_date": "2026-02-02", "job_title": MARK})
    tell("candidate.role_changed", candidate={"id": PERSON["id"]}, placement={"job_title": f"Lead {MARK}"})
    take_in_or_bury(world.parts, [orjson.dumps({"type": "?", "email": PERSON["email"]}).lower()], door="stream")
    with world.parts.database.write() as session:
        queue_service(
            session, world.parts, "alarm", subject="s", nonce="n", to=str(PERSON["email"]), extra={"title": MARK, "detail": MARK}
        )
    world.drain()
    return told


def test_a_mark_in_every_field_is_nowhere_after_erasure(world: World) -> None:
    live(world)
    (message,) = world.messages()
    assert len(places_of(world, MARK)) > 15

    world.now += timedelta(hours=1)
    world.tell("candidate.erased", candidate={"id": PERSON["id"]})

    assert places_of(world, MARK) == set()
    # What the provider still has to say of them, and what they still write, leaves nothing either.
    store_hook(world.parts, EVENTS, "application/json", provider_event(message.id, "bounce", reason=MARK, type="bounce"))
    world.drain()
    assert places_of(world, MARK) == set()


def test_what_was_set_aside_or_never_confirmed_and_names_them_is_gone_too(world: World) -> None:
    world.tell("candidate.updated", candidate=PERSON)
    address, now = str(PERSON["email"]), world.now
    hashed = world.parts.keyring.address_hash(address)
    with world.parts.database.write() as session:
        session.add(
            InboxEvent(
                source="ats", event_id="stuck", type="candidate.updated", occurred_at=now, received_at=now, door="test",
                body=f'{{"email": "{address}"}}', body_hash="x", state="stuck", attempts=5, error=f"at {MARK}",
            )
        )  # fmt: skip
        body = f"From: {address.upper()}".encode()
        session.add(Hook(kind=INBOUND, received_at=now, content_type="", body=body, state="bad", attempts=5, error=f"at {MARK}"))
        session.add(
            SignUp(
                id=world.parts.new_id(), address=address, address_hash=hashed, first_name=MARK, topics=[], locale="en",
                wording="w", asked_at=now, expires_at=now + timedelta(days=7),
            )
        )  # fmt: skip

    world.tell("candidate.erased", candidate={"id": PERSON["id"]})

    assert places_of(world, MARK) == set()


def test_the_no_outlives_erasure_and_what_upstream_repeats_brings_nothing_back(world: World) -> None:
    told = live(world)
    letters = len(world.sent)
    world.now += timedelta(hours=1)
    world.tell("candidate.erased", candidate={"id": PERSON["id"]})

    assert {take_in(world.parts, [event], door="test")[0].taken for event in told} == {Taken.DUPLICATE}
    world.drain()
    assert places_of(world, MARK) == set()
    with world.parts.database.read() as session:
        assert {row.reason for row in session.scalars(select(Suppression))} == {"erased"}
    for number, address in enumerate([PERSON["email"], f"moved.{MARK}@mail.example", str(PERSON["email"]).upper()]):
        again = {"id": f"again-{number}", "email": address, "first_name": "Ada"}
        world.tell("candidate.rejected", candidate=again, application={"id": f"b{number}", "stage": "screen", "job": ENGINEER})
    world.pass_days(90)
    assert len(world.sent) == letters
    assert "erased" in world.reasons("stop")


def test_calls_of_the_provider_are_kept_while_their_person_is(world: World) -> None:
    live(world)

    with world.parts.database.read() as session:
        bodies = [hook.body for hook in session.scalars(select(Hook))]
        assert len(bodies) == 3
        assert all(bodies)
        assert len(session.scalars(select(Reply)).all()) == 2
