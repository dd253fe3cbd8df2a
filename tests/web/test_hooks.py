"""Provider hooks: proven before parsed, stored before answered, and never a 4xx for a real mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import orjson
import pytest
from sqlalchemy import select

from tests.web.conftest import BOTH, INBOUND_SECRET, SIGNER, MakeSite, Site
from tests.world import World
from web import body_limit
from web.body_limit import Limit
from worker.store.models.operation import Alarm
from worker.store.models.signal import Hook

EVENTS, INBOUND = "/hooks/sendgrid/events", f"/hooks/sendgrid/inbound/{INBOUND_SECRET}"


def hooks(site: Site) -> Sequence[Hook]:
    with site.world.parts.database.read() as session:
        return session.scalars(select(Hook).order_by(Hook.seq)).all()


def delivered(site: Site) -> bytes:
    message = site.world.messages()[-1]
    event = {
        "event": "delivered",
        "email": message.address,
        "timestamp": int(site.world.now.timestamp()),
        "rapport_mid": str(message.id),
        "sg_event_id": "one",
    }
    return orjson.dumps([event]) + b"\r\n"


@BOTH
def test_a_signed_event_is_stored_as_it_came_and_moves_the_letter(letter_site: Site) -> None:
    body = delivered(letter_site)

    answer = letter_site.http.post(EVENTS, content=body, headers=SIGNER.headers(body, int(letter_site.world.now.timestamp())))

    assert answer.status_code == 204
    assert [hook.body for hook in hooks(letter_site)] == [body]
    letter_site.world.drain()
    assert letter_site.world.messages()[-1].state == "delivered"


@pytest.mark.parametrize("spoilt", ["body", "signature", "missing", "old", "junk"])
def test_what_is_not_proven_is_not_stored(letter_site: Site, spoilt: str) -> None:
    body, now = delivered(letter_site), int(letter_site.world.now.timestamp())
    headers = SIGNER.headers(body, now - 40 * 3600 if spoilt == "old" else now)
    name = next(name for name in headers if name.endswith("Signature"))
    if spoilt == "missing":
        headers = {}
    elif spoilt == "junk":
        headers[name] = "é".encode().decode("latin-1")
    elif spoilt == "signature":
        headers[name] = "AAAA" + headers[name][4:]

    answer = letter_site.http.post(
        EVENTS,
        content=body + (b" " if spoilt == "body" else b""),
        headers=[(key.encode(), value.encode("latin-1")) for key, value in headers.items()],
    )

    assert (answer.status_code, answer.headers["content-type"]) == (403, "application/problem+json")
    assert hooks(letter_site) == []


@BOTH
def test_a_mail_is_stored_raw_whatever_it_looks_like(site: Site) -> None:
    mails = [
        ("multipart/form-data; boundary=xYzZY", b"--xYzZY\r\nbroken"),
        ("", b""),
        ("application/x-www-form-urlencoded", b"\x00\xff"),
    ]

    for kind, body in mails:
        assert site.http.post(INBOUND, content=body, headers={"Content-Type": kind}).status_code == 200

    assert [(hook.kind, hook.content_type, hook.body) for hook in hooks(site)] == [("inbound", *mail) for mail in mails]


def test_a_mail_that_is_too_big_is_kept_as_far_as_it_goes_with_an_alarm(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(body_limit.LIMITS, "/hooks/sendgrid/inbound/", Limit(100_000, cut=True))
    mail = bytes(range(256)) * 1000

    told = site.http.post(INBOUND, content=mail)
    chunked = site.http.post(INBOUND, content=iter([mail, mail]))

    assert (told.status_code, chunked.status_code) == (200, 200)
    assert [hook.body for hook in hooks(site)] == [mail[:100_000]] * 2
    with site.world.parts.database.read() as session:
        assert session.scalars(select(Alarm.key)).all() == ["oversized_mail"]


def test_without_the_secret_there_is_nothing_there(site: Site) -> None:
    for wrong in ("wrong", INBOUND_SECRET + "x", INBOUND_SECRET[:-1], "%FF"):
        assert site.http.post(f"/hooks/sendgrid/inbound/{wrong}", content=b"mail").status_code == 404
    assert hooks(site) == []


def test_when_the_database_is_away_the_provider_is_asked_to_come_again(make_site: MakeSite, free_port: Callable[[], int]) -> None:
    world = World(f"postgresql://nobody@127.0.0.1:{free_port()}/none?connect_timeout=2")
    site = make_site(world=world)
    signed = SIGNER.headers(b"[]", int(world.now.timestamp()))

    assert site.http.post(INBOUND, content=b"mail").status_code == 503
    assert site.http.post(EVENTS, content=b"[]", headers=signed).status_code == 503
    world.close()
