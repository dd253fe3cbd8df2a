"""By SMTP what comes back is mail: it finds its letter by the return path, and by the Message-ID where nothing else is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.delivery.loopback_smtp import LoopbackMailServer, Received
from tests.ops.test_settings_smtp import by_smtp
from tests.world import World
from worker.engine.hear import INBOUND, store_hook
from worker.hearing.inbound_form import A_MAIL
from worker.rules.reasons import Reason
from worker.settings import load_settings
from worker.transports import transport_of

BOUNCE = """\
From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; somebody@hidden.example
Action: failed
Status: 5.1.1
--b
Content-Type: text/rfc822-headers

{original}
--b--
"""
COMPLAINT = """\
From: fbl@isp.example
To: postmaster@northwind.example
Subject: Abuse
Message-ID: <complaint@isp.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: x/1
Version: 1
--b
Content-Type: message/rfc822

{original}

Thank you
--b--
"""


@pytest.fixture
def world(sqlite_url: str, server: LoopbackMailServer) -> Iterator[World]:
    """Ada has had her letter by SMTP."""
    world = World(sqlite_url, own_tracking=True)
    settings = load_settings(by_smtp(SMTP_URL=f"smtp://127.0.0.1:{server.port}", RAPPORT_REPLY_DOMAIN="reply.northwind.example"))
    transport = transport_of(settings, world.parts.keyring)
    world.parts = replace(world.parts, transport=transport)
    world.reject()
    world.until(world.now + timedelta(days=3))
    yield world
    transport.close()
    world.close()


def _headers(received: Received) -> str:
    return received.content.partition(b"\r\n\r\n")[0].decode().replace("\r\n", "\n")


def _comes_back(world: World, mail: str) -> str:
    store_hook(world.parts, INBOUND, A_MAIL, mail.encode())
    world.drain()
    return world.messages()[0].state


def test_a_letter_of_the_engine_leaves_with_our_own_links_and_counts_as_arrived(world: World, server: LoopbackMailServer) -> None:
    (received,) = server.received
    (message,) = world.messages()
    assert (message.state, message.delivered_at) == ("accepted", message.accepted_at)
    assert message.provider_id == "00000001"
    html = received.message.get_body(("html",))
    assert html is not None
    assert "https://rapport.northwind.example/l/" in str(html.get_content())
    assert world.parts.keyring.read_reply(received.sender, "reply.northwind.example") == message.id


def test_a_bounce_finds_its_letter_by_the_return_path_alone(world: World, server: LoopbackMailServer) -> None:
    (received,) = server.received
    assert _comes_back(world, BOUNCE.format(to=received.sender, original="Subject: Thank you")) == "bounced"
    assert Reason.HARD_BOUNCED in world.reasons()


def test_a_bounce_that_was_sent_elsewhere_finds_it_by_the_message_id(world: World, server: LoopbackMailServer) -> None:
    headers = "\n".join(line for line in _headers(server.received[0]).split("\n") if line.startswith(("Message-ID", "Subject")))
    assert _comes_back(world, BOUNCE.format(to="postmaster@northwind.example", original=headers)) == "bounced"


def test_a_complaint_ends_everything(world: World, server: LoopbackMailServer) -> None:
    assert _comes_back(world, COMPLAINT.format(original=_headers(server.received[0]))) == "complained"
    assert Reason.COMPLAINED in world.reasons()


def test_a_bounce_nobody_can_trace_harms_nobody(world: World) -> None:
    forged = f"r.{'a' * 52}@reply.northwind.example"
    assert _comes_back(world, BOUNCE.format(to=forged, original="Subject: Thank you")) == "accepted"
