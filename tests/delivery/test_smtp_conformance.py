from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from datetime import datetime
from email.message import EmailMessage
from uuid import UUID

import pytest

from tests.delivery.batch_conformance import BatchCarrier, BatchConformance
from tests.delivery.conformance import TransportConformance, Weather
from tests.delivery.loopback_provider import unused_port
from tests.delivery.loopback_smtp import LoopbackMailServer, Received, hang_up, wait_for
from worker.delivery.batch import BatchLetter
from worker.delivery.smtp import SmtpTransport
from worker.delivery.smtp_address import SmtpAddress, SmtpLimits
from worker.delivery.transport import Attachment, Mailbox, Outcome, OutgoingLetter

OWN_HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted")


def _transport(port: int, timeout: float = 0.6) -> SmtpTransport:
    address = SmtpAddress("127.0.0.1", port, security="none")
    return SmtpTransport(address, SmtpLimits(timeout), lambda mid: f"r.{mid.hex}@reply.northwind.example", "northwind.example")


class _SmtpCarrier:
    """SMTP carries no wish about tracking: what the test asked for is read back from what it sent."""

    def __init__(self, server: LoopbackMailServer) -> None:
        self.server = server
        self.usual = _transport(server.port)
        self.instead: SmtpTransport | None = None
        self.transport = self
        self.name = "smtp"
        self.largest_batch = 50
        self.end_of_silence = threading.Event()
        self.tracked: set[UUID] = set()

    def send(self, letter: OutgoingLetter, now: datetime) -> Outcome:
        self.tracked |= {letter.message_id} if letter.track_opens else set()
        return self._turn().send(letter, now)

    def send_batch(self, batch: BatchLetter, now: datetime) -> Sequence[Outcome]:
        self.tracked |= {one.message_id for one in batch.recipients if batch.track_opens}
        return self._turn().send_batch(batch, now)

    def close(self) -> None:
        self.usual.close()

    def _turn(self) -> SmtpTransport:
        transport, self.instead = self.instead or self.usual, None
        return transport

    def next(self, weather: Weather) -> None:
        plan = self.server.plan
        if weather is Weather.UNREACHABLE:
            self.instead = _transport(unused_port())
        elif weather is Weather.REFUSES_LETTER:
            plan.rcpt.append("550 5.1.1 <ada@mail.example>: nobody of that name")
        elif weather is Weather.REFUSES_CHANNEL:
            plan.mail.append("550 5.7.1 you may not send here")
        elif weather is Weather.TOO_MANY:
            plan.mail.append("450 4.7.1 too many letters, slow down")
        elif weather is Weather.UNAVAILABLE:
            plan.data.append("451 4.3.0 the disk is full")
        elif weather is Weather.CUT:
            plan.data.append(hang_up)
        elif weather is Weather.SILENT:
            plan.data.append(wait_for(self.end_of_silence))
        elif weather is Weather.ERROR:
            plan.data.append("Segmentation fault")

    def taken(self) -> Sequence[OutgoingLetter]:
        return [self._letter(received) for received in self.server.received]

    def _letter(self, received: Received) -> OutgoingLetter:
        message = received.message
        mid = UUID(message["Message-ID"].strip("<>").partition("@")[0])
        assert received.sender == f"r.{mid.hex}@reply.northwind.example"
        to = _mailbox(message, "To")
        assert received.to == (to.address,)
        return OutgoingLetter(
            mid, to, _mailbox(message, "From"), _mailbox(message, "Reply-To"), message["Subject"],
            _body(message, "html"), _body(message, "plain"), {name: message[name] for name in OWN_HEADERS if message[name]},
            mid in self.tracked, False, tuple(_attachment(part) for part in message.iter_attachments()),
        )  # fmt: skip


def _mailbox(message: EmailMessage, header: str) -> Mailbox:
    (address,) = message[header].addresses
    return Mailbox(address.addr_spec, address.display_name or None)


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())


def _attachment(part: EmailMessage) -> Attachment:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)
    return Attachment(part.get_filename() or "", part.get_content_type(), content)


class TestSmtp(BatchConformance, TransportConformance):
    @pytest.fixture
    def carrier(self) -> Iterator[BatchCarrier]:
        server = LoopbackMailServer()
        carrier = _SmtpCarrier(server)
        yield carrier
        carrier.end_of_silence.set()
        carrier.close()
        server.stop()
