"""RFC 8058 on the wire: no letter to a candidate and no newsletter leaves, by any transport, without its one-click unsubscribe.

Read from the bytes that a provider or a mail server gets, for letters as the engine makes them.
"""

from __future__ import annotations

from collections.abc import Iterator
from email import policy
from email.parser import BytesHeaderParser

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.delivery.letters import NOW, a_batch
from tests.delivery.loopback_provider import LoopbackProvider
from tests.delivery.loopback_smtp import LoopbackMailServer
from tests.world import World
from worker.delivery.batch import BatchLetter, BatchTransport
from worker.delivery.sendgrid import SendGridTransport
from worker.delivery.smtp import SmtpTransport
from worker.delivery.smtp_address import SmtpAddress, SmtpLimits
from worker.delivery.smtp_signature import DkimKey, DkimSigner
from worker.delivery.transport import Accepted, OutgoingLetter, Transport
from worker.rules.tokens import Purpose

Headers = dict[str, str]


@pytest.fixture
def letter(sqlite_url: str) -> Iterator[OutgoingLetter]:
    """A letter as the engine makes it, and its token checked to be Ada's."""
    world = World(sqlite_url)
    world.reject()
    world.pass_days(3)
    (made,) = world.sent
    token = made.headers["List-Unsubscribe"].rstrip(">").rpartition("/")[2]
    assert world.parts.keyring.read(Purpose.UNSUBSCRIBE, token) is not None
    yield made
    world.close()


@pytest.fixture
def smtp(server: LoopbackMailServer) -> Iterator[SmtpTransport]:
    key = rsa.generate_private_key(65537, 1024).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    transport = SmtpTransport(
        SmtpAddress("127.0.0.1", server.port, security="none"),
        SmtpLimits(5),
        lambda mid: "r.token@reply.example",
        "northwind.example",
        signer=DkimSigner(DkimKey("northwind.example", "a", key)),
    )
    yield transport
    transport.close()


def _accepted(transport: Transport, letter: OutgoingLetter) -> None:
    assert isinstance(transport.send(letter, NOW), Accepted)


def _all_accepted(transport: BatchTransport, batch: BatchLetter) -> None:
    assert all(isinstance(outcome, Accepted) for outcome in transport.send_batch(batch, NOW))


def _of_sendgrid(provider: LoopbackProvider) -> list[Headers]:
    return [person["headers"] for request in provider.requests for person in request.document["personalizations"]]


def _of_smtp(server: LoopbackMailServer) -> list[Headers]:
    read = BytesHeaderParser(policy=policy.default).parsebytes
    return [{name: str(value) for name, value in read(one.content).items()} for one in server.received]


def _can_be_left_by_one_click(headers: Headers, link: str) -> bool:
    return headers["List-Unsubscribe"] == f"<{link}>" and headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def _link(letter: OutgoingLetter) -> str:
    link = letter.headers["List-Unsubscribe"].strip("<>")
    assert link.startswith("https://rapport.northwind.example/")
    return link


def test_a_letter_by_sendgrid_can_be_left_by_one_click(
    letter: OutgoingLetter, transport: SendGridTransport, provider: LoopbackProvider
) -> None:
    _accepted(transport, letter)
    (headers,) = _of_sendgrid(provider)
    assert _can_be_left_by_one_click(headers, _link(letter))
    assert provider.requests[0].document["tracking_settings"]["subscription_tracking"] == {"enable": False}


def test_a_letter_by_smtp_can_be_left_by_one_click(
    letter: OutgoingLetter, smtp: SmtpTransport, server: LoopbackMailServer
) -> None:
    _accepted(smtp, letter)
    (headers,) = _of_smtp(server)
    assert _can_be_left_by_one_click(headers, _link(letter))
    assert "list-unsubscribe : list-unsubscribe-post" in " ".join(headers["DKIM-Signature"].split())


def test_a_newsletter_by_sendgrid_can_be_left_by_one_click(transport: SendGridTransport, provider: LoopbackProvider) -> None:
    _all_accepted(transport, a_batch())
    for headers, name in zip(_of_sendgrid(provider), ("ada", "bo", "cy"), strict=True):
        assert _can_be_left_by_one_click(headers, f"https://mail.northwind.example/u/{name}")


def test_a_newsletter_by_smtp_can_be_left_by_one_click(smtp: SmtpTransport, server: LoopbackMailServer) -> None:
    _all_accepted(smtp, a_batch())
    found = {one["To"].partition("<")[2].partition("@")[0]: one for one in _of_smtp(server)}
    assert sorted(found) == ["ada", "bo", "cy"]
    for name, headers in found.items():
        assert _can_be_left_by_one_click(headers, f"https://mail.northwind.example/u/{name}")
        assert "list-unsubscribe : list-unsubscribe-post" in " ".join(headers["DKIM-Signature"].split())
