from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import pytest

from tests.delivery.conformance import SECRET, Carrier, TransportConformance, Weather
from tests.delivery.loopback_provider import (
    Answer,
    LoopbackProvider,
    Request,
    http,
    refusal,
    reset,
    stay_silent,
    unused_port,
)
from worker.delivery.sendgrid import SendGridTransport
from worker.delivery.transport import Attachment, Mailbox, Outcome, OutgoingLetter, Transport

_ANSWERS: dict[Weather, Answer] = {
    Weather.REFUSES_LETTER: refusal(400, "Does not contain a valid address.", "personalizations.0.to.0.email"),
    Weather.REFUSES_CHANNEL: refusal(401, "The provided authorization grant is invalid, expired, or revoked"),
    Weather.TOO_MANY: refusal(429, "too many requests", X_RateLimit_Reset="1772442060"),
    Weather.UNAVAILABLE: http(503),
    Weather.CUT: reset,
    Weather.SILENT: stay_silent,
    Weather.ERROR: http(500),
}


class _Switch:
    """Sends by way of one transport or, for one call, by one whose provider is not there."""

    name = "sendgrid"

    def __init__(self, usual: Transport) -> None:
        self.usual = usual
        self.instead: Transport | None = None

    def send(self, letter: OutgoingLetter, now: datetime) -> Outcome:
        transport, self.instead = self.instead or self.usual, None
        return transport.send(letter, now)

    def close(self) -> None:
        self.usual.close()


class _SendGridCarrier:
    def __init__(self, provider: LoopbackProvider) -> None:
        self.provider = provider
        self.transport = _Switch(SendGridTransport(SECRET, provider.url, 0.5))
        self.said_no: set[int] = set()

    def next(self, weather: Weather) -> None:
        if weather is Weather.UNREACHABLE:
            self.transport.instead = SendGridTransport(SECRET, f"http://127.0.0.1:{unused_port()}", 0.5)
            return
        self.said_no.add(len(self.provider.requests))
        self.provider.plan.append(_ANSWERS[weather])

    def taken(self) -> Sequence[OutgoingLetter]:
        return [_letter_of(request) for n, request in enumerate(self.provider.requests) if n not in self.said_no]


def _letter_of(request: Request) -> OutgoingLetter:
    document = request.document
    (personalization,) = document["personalizations"]
    (to,) = personalization["to"]
    (mid,) = personalization["custom_args"].values()
    text, html = document["content"]
    return OutgoingLetter(
        UUID(mid), _mailbox(to), _mailbox(document["from"]), _mailbox(document["reply_to"]), document["subject"],
        html["value"], text["value"], personalization["headers"],
        document["tracking_settings"]["open_tracking"]["enable"], document["tracking_settings"]["click_tracking"]["enable"],
        tuple(_attachment(one) for one in document.get("attachments", ())),
    )  # fmt: skip


def _attachment(document: dict[str, str]) -> Attachment:
    assert document["disposition"] == "attachment"
    return Attachment(document["filename"], document["type"], b64decode(document["content"], validate=True))


def _mailbox(document: dict[str, str]) -> Mailbox:
    return Mailbox(document["email"], document.get("name"))


class TestSendGrid(TransportConformance):
    @pytest.fixture
    def carrier(self) -> Iterator[Carrier]:
        provider = LoopbackProvider()
        carrier = _SendGridCarrier(provider)
        yield carrier
        carrier.transport.close()
        provider.stop()
