"""Batches: one letter to up to a thousand people in one call, each with values, headers and an id of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import reduce
from typing import Protocol, runtime_checkable
from uuid import UUID

from worker.delivery.transport import Mailbox, Outcome, OutgoingLetter

LARGEST_BATCH = 1000
"""Personalizations, and recipients, that one SendGrid call may carry."""


@dataclass(frozen=True, slots=True)
class BatchRecipient:
    """One person's copy of the letter."""

    message_id: UUID
    """Our opaque id of their copy; the only thing about it that a provider may keep."""
    to: Mailbox
    headers: Mapping[str, str] = field(default_factory=dict)
    """Their own, such as List-Unsubscribe; beside what all have."""
    substitutions: Mapping[str, str] = field(default_factory=dict)
    """What stands for each tag in subject, HTML, text and reply-to address; escaped already for where the tag stands. A tag is
    letters and digits, is in no other tag, and occurs nowhere else; no value holds a tag."""


@dataclass(frozen=True, slots=True)
class BatchLetter:
    """One rendered letter, and the people it goes to: 1 to `LARGEST_BATCH`, no address twice."""

    sender: Mailbox
    reply_to: Mailbox
    """Its address may hold a tag; it is a valid address with the tag as it stands, too."""
    subject: str
    html: str
    text: str
    recipients: tuple[BatchRecipient, ...]
    headers: Mapping[str, str] = field(default_factory=dict)
    """What every copy carries; on the wire they stand with each recipient's own."""
    track_opens: bool = False
    track_clicks: bool = False


@runtime_checkable
class BatchTransport(Protocol):
    """A transport that carries batches. It never raises for what a provider or a network can do."""

    largest_batch: int
    """How many people it takes at a time: a crash meanwhile puts at most these in doubt."""

    def send_batch(self, batch: BatchLetter, now: datetime) -> Sequence[Outcome]:
        """Hand the batch over; what came of each recipient's copy, in their order.

        One bad address never costs the rest: what cannot be sent is refused by itself, and the others go.
        """
        ...


def copy_for(batch: BatchLetter, recipient: BatchRecipient) -> OutgoingLetter:
    """The letter as that recipient gets it, with every tag replaced: for transports without batches, checks, and to keep."""
    tags = recipient.substitutions
    return OutgoingLetter(
        message_id=recipient.message_id,
        to=recipient.to,
        sender=batch.sender,
        reply_to=replace(batch.reply_to, address=filled(batch.reply_to.address, tags)),
        subject=filled(batch.subject, tags),
        html=filled(batch.html, tags),
        text=filled(batch.text, tags),
        headers={**batch.headers, **recipient.headers},
        track_opens=batch.track_opens,
        track_clicks=batch.track_clicks,
    )


def filled(text: str, tags: Mapping[str, str]) -> str:
    """The text with every tag replaced."""
    return reduce(lambda done, tag: done.replace(tag, tags[tag]), tags, text)
