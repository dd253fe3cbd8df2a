"""The transport over SendGrid's v3 Mail Send: one call a letter, so that the answer is about that letter alone."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

import sendgrid
import urllib3

from worker.delivery.batch import LARGEST_BATCH, BatchLetter
from worker.delivery.lean_connection import CutAfterBytesLeft
from worker.delivery.lean_pool import LeanPool
from worker.delivery.letter_rules import why_refused
from worker.delivery.sendgrid_answer import outcome_of
from worker.delivery.sendgrid_batch import send_in_calls
from worker.delivery.sendgrid_request import request_body
from worker.delivery.strange_words import without_addresses
from worker.delivery.transport import InDoubt, NotSent, Outcome, OutgoingLetter, Refused

MAIL_SEND = "/v3/mail/send"
POOLED_CONNECTIONS = 32
"""Kept open at most, for each process; more threads than that still send, over connections of their own."""


class SendGridTransport:
    """Hands letters to SendGrid, and says exactly what came of each. Many threads may use it.

    Connecting may take `timeout_seconds`, and so may sending with waiting for the answer. Raises ValueError for an `api_url` that
    is not http or https. Neither the key nor a letter is ever logged.
    """

    name = "sendgrid"
    largest_batch = LARGEST_BATCH

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
        refusal = why_refused(letter)
        if refusal is not None:
            return Refused(refusal)
        answer = self._post(request_body(letter))
        if not isinstance(answer, urllib3.BaseHTTPResponse):
            return answer
        return outcome_of(answer.status, answer.headers, answer.data or b"", now)  # None: no body

    def send_batch(self, batch: BatchLetter, now: datetime) -> Sequence[Outcome]:
        """Hand over a batch, in one call where nothing is wrong with it. Never raises for what SendGrid or the network can do."""
        return send_in_calls(batch, self._post, now)

    def _post(self, body: bytes) -> urllib3.BaseHTTPResponse | Outcome:
        try:
            return self._pool.post(self._path, body, self._headers)
        except CutAfterBytesLeft as cut:
            return InDoubt(str(cut))
        except (urllib3.exceptions.HTTPError, OSError) as error:
            return NotSent(without_addresses(f"{type(error).__name__}: {error}"))

    def close(self) -> None:
        """Close the connections; a later `send` opens new ones."""
        self._pool.close()
