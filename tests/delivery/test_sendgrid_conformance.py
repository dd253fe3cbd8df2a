from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

import pytest

from tests.delivery.batch_conformance import BatchCarrier, BatchConformance
from tests.delivery.conformance import SECRET, TransportConformance, Weather
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
from worker.delivery.batch import BatchLetter
from worker.delivery.sendgrid import SendGridTransport
from worker.delivery.transport import Attachment, Mailbox, Outcome, OutgoingLetter

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
    largest_batch = 1000

    def __init__(self, usual: SendGridTransport) -> None:
        self.usual = usual
        self.instead: SendGridTransport | None = None

    def send(self, letter: OutgoingLetter, now: datetime) -> Outcome:
        return self._turn().send(letter, now)

    def send_batch(self, batch: BatchLetter, now: datetime) -> Sequence[Outcome]:
        return self._turn().send_batch(batch, now)

    def _turn(self) -> SendGridTransport:
        transport, self.instead = self.instead or self.usual, None
        return transport

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
        yes = [request for n, request in enumerate(self.provider.requests) if n not in self.said_no]
        return [letter for request in yes for letter in _letters_of(request)]


def _letters_of(request: Request) -> Iterator[OutgoingLetter]:
    """What each recipient gets, as SendGrid says it puts it together: a test's own reading of its reference."""
    document = request.document
    text, html = document["content"]
    tracking = document["tracking_settings"]
    for personalization in document["personalizations"]:
        (to,) = personalization["to"]
        (mid,) = personalization["custom_args"].values()
        tags = personalization.get("substitutions", {})
        reply_to = _mailbox(document["reply_to"])
        yield OutgoingLetter(
            UUID(mid), _mailbox(to), _mailbox(document["from"]), Mailbox(_put(tags, reply_to.address), reply_to.name),
            _put(tags, document["subject"]), _put(tags, html["value"]), _put(tags, text["value"]),
            personalization.get("headers", {}), tracking["open_tracking"]["enable"], tracking["click_tracking"]["enable"],
            tuple(_attachment(one) for one in document.get("attachments", ())),
        )  # fmt: skip


def _put(tags: dict[str, str], text: str) -> str:
    for tag, value in tags.items():
        text = text.replace(tag, value)
    return text


def _attachment(document: dict[str, str]) -> Attachment:
    assert document["disposition"] == "attachment"
    return Attachment(document["filename"], document["type"], b64decode(document["content"], validate=True))


def _mailbox(document: dict[str, str]) -> Mailbox:
    return Mailbox(document["email"], document.get("name"))


class TestSendGrid(BatchConformance, TransportConformance):
    @pytest.fixture
    def carrier(self) -> Iterator[BatchCarrier]:
        provider = LoopbackProvider()
        carrier = _SendGridCarrier(provider)
        yield carrier
        carrier.transport.close()
        provider.stop()
