"""Event webhooks as SendGrid words them: custom arguments flattened, reserved keys win (tracking-events/event)."""

from __future__ import annotations

import base64
import hashlib

import orjson

from sandbox.letter import Letter
from sandbox.mailbox.outbox import Post

Extra = dict[str, object]


def event_post(letter: Letter, name: str, at: float, extra: Extra | None = None, mark: str = "") -> Post:
    """An event about a letter, ready for the outbox. `at`: handed-in seconds; `mark` tells two of one name apart."""
    document: Extra = {
        **letter.custom_args,
        "email": letter.to_email,
        "timestamp": int(at),
        "event": name,
        "sg_event_id": _event_id(f"{letter.sg_message_id}|{name}|{mark}"),
        "sg_message_id": letter.sg_message_id,
        **(extra or {}),
    }
    if letter.categories:
        document["category"] = letter.categories
    return Post(letter.id, "event", name, orjson.dumps(document), hold=max(letter.send_at, 0.0))


def smtp_id(letter: Letter) -> Extra:
    """The field that events about delivery carry."""
    return {"smtp-id": letter.message_id}


def processed(letter: Letter, at: float) -> Post:
    """Accepted and queued."""
    return event_post(letter, "processed", at, smtp_id(letter))


def delivered(letter: Letter, at: float) -> Post:
    """The recipient's server said 250."""
    extra: Extra = {"response": "250 2.0.0 OK sandbox", "tls": 1, "ip": "167.89.0.1", **smtp_id(letter)}
    return event_post(letter, "delivered", at, extra)


def bounced(letter: Letter, at: float, *, hard: bool) -> Post:
    """Refused by the recipient's server: `type` is `bounce` for good, `blocked` for now."""
    if hard:
        extra: Extra = {
            "type": "bounce", "status": "5.1.1", "bounce_classification": "Invalid Address",
            "reason": "550 5.1.1 The email account that you tried to reach does not exist.",
        }  # fmt: skip
    else:
        extra = {
            "type": "blocked", "status": "4.2.2", "bounce_classification": "Mailbox Unavailable",
            "reason": "452 4.2.2 The email account that you tried to reach is over quota.",
        }  # fmt: skip
    return event_post(letter, "bounce", at, {**extra, "tls": 1, "ip": "167.89.0.1", **smtp_id(letter)})


def _event_id(seed: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(seed.encode()).digest()[:16]).decode().rstrip("=")
