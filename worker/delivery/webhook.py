"""Webhooks: an event posted to one URL, signed by the Standard Webhooks scheme (https://www.standardwebhooks.com)."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

import urllib3

from worker.delivery.lean_connection import CutAfterBytesLeft
from worker.delivery.lean_pool import LeanPool
from worker.delivery.outbound_target import NotTaken

SECRET_PREFIX = "whsec_"  # noqa: S105 - what a secret begins with, not one
TIMEOUT_SECONDS = 10.0
_POOLED_CONNECTIONS = 4
_TOO_MANY = 429


def signature(secret: str, event_id: str, timestamp: int, body: bytes) -> str:
    """`v1,<base64>`: HMAC-SHA256 over `id.timestamp.body` with the bytes that `secret` (`whsec_<base64>`) stands for."""
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    mac = hmac.new(key, f"{event_id}.{timestamp}.".encode() + body, hashlib.sha256)
    return "v1," + base64.b64encode(mac.digest()).decode()


class Webhook:
    """One URL that is told. Only this URL is called: no redirect is followed, and an answer is never read for another.

    Connecting may take `timeout_seconds`, and so may the call after it. With several secrets each signs, so that a
    receiver can change from one to the other. Raises ValueError for a URL that is not http or https.
    """

    def __init__(self, url: str, secrets: Sequence[str], timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        parsed = urllib3.util.parse_url(url)
        if parsed.scheme not in ("http", "https") or not parsed.host:
            raise ValueError("a webhook's address must be an http or https URL")
        digest = hashlib.blake2b(url.encode(), digest_size=4).hexdigest()
        self.name = f"{parsed.netloc}#{digest}"
        self._host = parsed.netloc or parsed.host
        self._path = parsed.request_uri
        self._secrets = tuple(secrets)
        self._pool = LeanPool(parsed, timeout_seconds, _POOLED_CONNECTIONS)

    def take(self, event_id: str, body: bytes, now: datetime) -> NotTaken | None:
        """Post it. Taken is any answer from 200 to 299; a redirect is none."""
        timestamp = int(now.timestamp())
        headers = {
            "Host": self._host,
            "Content-Type": "application/cloudevents+json; charset=utf-8",
            "User-Agent": "Rapport",
            "webhook-id": event_id,
            "webhook-timestamp": str(timestamp),
            "webhook-signature": " ".join(signature(secret, event_id, timestamp, body) for secret in self._secrets),
        }
        try:
            answer = self._pool.post(self._path, body, headers)
        except CutAfterBytesLeft as cut:
            return NotTaken(f"no answer ({cut})", is_away=True)
        except (urllib3.exceptions.HTTPError, OSError) as error:
            return NotTaken(f"cannot be reached ({type(error).__name__})", is_away=True)
        if 200 <= answer.status < 300:
            return None
        return NotTaken(f"answered {answer.status}", is_away=answer.status >= 500 or answer.status == _TOO_MANY)
