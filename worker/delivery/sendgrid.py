"""The transport over SendGrid's v3 Mail Send: one call a letter, so that the answer is about that letter alone."""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

import sendgrid
import urllib3

from worker.delivery.batch import LARGEST_BATCH, BatchLetter
from worker.delivery.lean_connection import CutAfterBytesLeft
from worker.delivery.lean_pool import Call, LeanPool
from worker.delivery.letter_rules import why_refused
from worker.delivery.sendgrid_answer import outcome_of
from worker.delivery.sendgrid_batch import send_in_calls
from worker.delivery.sendgrid_request import request_body
from worker.delivery.strange_words import without_addresses
from worker.delivery.transport import InDoubt, NotSent, Outcome, OutgoingLetter, Refused

MAIL_SEND = "/v3/mail/send"
POOLED_CONNECTIONS = 32
"""Kept open at most, for each process; more threads than that still send, over connections of their own."""
CALLS_AT_ONCE = 8
"""Under way at once, for each handful: what a thread waits for is the slowest of them, not each in turn."""


class SendGridTransport:
    """Hands letters to SendGrid, and says exactly what came of each. Many threads may use it.

    Connecting may take `timeout_seconds`, and so may sending with waiting for the answer. Raises ValueError for an `api_url` that
    is not http or https. Neither the key nor a letter is ever logged.
    """

    name = "sendgrid"
    largest_batch = LARGEST_BATCH
    calls_at_once = CALLS_AT_ONCE

    def __init__(self, api_key: str, api_url: str, timeout_seconds: float) -> None:
        # At DEBUG the package's client would log the key and whole letters; we only borrow its words for a call.
        logging.getLogger("python_http_client.client").setLevel(logging.WARNING)
        client = sendgrid.SendGridAPIClient(api_key, host=api_url).client
        url = urllib3.util.parse_url(api_url.rstrip("/") + MAIL_SEND)
        if url.scheme not in ("http", "https") or not url.host:
            raise ValueError("the address of the SendGrid API must be an http or https URL")
        self._path = url.request_uri
        self._headers = {"Host": url.netloc or url.host, **client.request_headers, "Content-Type": "application/json"}
        self._pool = LeanPool(url, timeout_seconds, POOLED_CONNECTIONS)

    def send(self, letter: OutgoingLetter, now: datetime) -> Outcome:
        """Hand over one letter. Never raises for what SendGrid or the network can do."""
        return self._heard(self._begin(letter), now)

    def send_each(self, letters: Iterable[OutgoingLetter], now: datetime) -> Iterator[Outcome]:
        """Hand over each letter in a call of its own, `CALLS_AT_ONCE` of them under way. Never raises, as `send`."""
        under_way: deque[Call | Outcome] = deque()
        try:
            for letter in letters:
                under_way.append(self._begin(letter))
                if len(under_way) == CALLS_AT_ONCE:
                    yield self._heard(under_way.popleft(), now)
            while under_way:
                yield self._heard(under_way.popleft(), now)
        finally:  # empty, unless nobody listened to the end
            for call in under_way:
                if isinstance(call, Call):
                    call.give_up()

    def send_batch(self, batch: BatchLetter, now: datetime) -> Sequence[Outcome]:
        """Hand over a batch, in one call where nothing is wrong with it. Never raises for what SendGrid or the network can do."""
        return send_in_calls(batch, self._post, now)

    def _begin(self, letter: OutgoingLetter) -> Call | Outcome:
        refusal = why_refused(letter)
        return self._call(request_body(letter)) if refusal is None else Refused(refusal)

    def _heard(self, call: Call | Outcome, now: datetime) -> Outcome:
        answer = _answer(call)
        if not isinstance(answer, urllib3.BaseHTTPResponse):
            return answer
        return outcome_of(answer.status, answer.headers, answer.data or b"", now)  # None: no body

    def _post(self, body: bytes) -> urllib3.BaseHTTPResponse | Outcome:
        return _answer(self._call(body))

    def _call(self, body: bytes) -> Call | Outcome:
        try:
            return self._pool.begin(self._path, body, self._headers)
        except CutAfterBytesLeft as cut:
            return InDoubt(str(cut))
        except (urllib3.exceptions.HTTPError, OSError) as error:
            return NotSent(without_addresses(f"{type(error).__name__}: {error}"))

    def close(self) -> None:
        """Close the connections; a later `send` opens new ones."""
        self._pool.close()


def _answer(call: Call | Outcome) -> urllib3.BaseHTTPResponse | Outcome:
    if not isinstance(call, Call):
        return call
    try:
        return call.answer()
    except CutAfterBytesLeft as cut:
        return InDoubt(str(cut))
