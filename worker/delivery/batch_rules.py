"""What a batch must keep to before a transport may touch it: what holds for any letter, checked once for what is shared."""

from __future__ import annotations

import re
from collections.abc import Mapping

from worker.delivery.batch import BatchLetter, BatchRecipient, filled
from worker.delivery.letter_rules import (
    is_writable,
    why_address_refused,
    why_headers_refused,
    why_subject_refused,
    why_words_refused,
    wire_address,
)
from worker.delivery.transport import Outcome, Refused

ONE_CLICK = "List-Unsubscribe=One-Click"
MOST_SUBSTITUTED_BYTES = 9_000
"""Of tags and values of one person: SendGrid takes less than 10,000 (Mail Send, limitations)."""
_LINK = re.compile(r"<https?://[^>]+>")


def refusals(batch: BatchLetter) -> dict[int, Outcome]:
    """Who of the batch cannot be written to, by place, and why; everybody, where what they share is no good."""
    shared = why_batch_refused(batch)
    if shared is not None:
        return {place: Refused(shared) for place in range(len(batch.recipients))}
    refused: dict[int, Outcome] = {}
    seen: set[str] = set()
    for place, recipient in enumerate(batch.recipients):
        why = _why_recipient_refused(batch, recipient)
        if why is None:
            address = (wire_address(recipient.to.address) or "").lower()
            why = "to: this address stands in the batch twice" if address in seen else None
            seen.add(address)
        if why is not None:
            refused[place] = Refused(why)
    return refused


def why_batch_refused(batch: BatchLetter) -> str | None:
    """The reason why nobody may be sent this batch; None when what is shared may go."""
    return (
        why_address_refused("from", batch.sender)
        or why_address_refused("reply_to", batch.reply_to)
        or why_subject_refused(batch.subject)
        or why_words_refused("text", batch.text)
        or why_words_refused("html", batch.html)
        or why_headers_refused(batch.headers)
    )


def _why_recipient_refused(batch: BatchLetter, recipient: BatchRecipient) -> str | None:
    return (
        why_address_refused("to", recipient.to)
        or why_headers_refused(recipient.headers)
        or _why_no_way_out(batch.headers, recipient.headers)
        or _why_substitutions_refused(batch, recipient)
    )


def _why_no_way_out(shared: Mapping[str, str], own: Mapping[str, str]) -> str | None:
    """A newsletter without its one-click unsubscribe never leaves (RFC 8058 §3.1; mailboxes ask it of whoever mails many)."""
    link, post = (own.get(name) or shared.get(name, "") for name in ("List-Unsubscribe", "List-Unsubscribe-Post"))
    if post == ONE_CLICK and _LINK.search(link) is not None:
        return None
    return "headers: List-Unsubscribe with a link, or List-Unsubscribe-Post, is missing"


def _why_substitutions_refused(batch: BatchLetter, recipient: BatchRecipient) -> str | None:
    tags = recipient.substitutions
    if not all(tag.isalnum() and tag.isascii() for tag in tags):
        return "substitutions: a tag is not letters and digits"
    values = "".join(tags.values())
    if not is_writable(values):
        return "substitutions: a value has characters that no mail can carry"
    if sum(map(len, tags)) + len(values.encode()) + 6 * len(tags) > MOST_SUBSTITUTED_BYTES:
        return f"substitutions: more than {MOST_SUBSTITUTED_BYTES} bytes"
    subject, reply_to = filled(batch.subject, tags), filled(batch.reply_to.address, tags)
    unusable = "reply_to: not a usable address" if wire_address(reply_to) is None else None
    return (why_subject_refused(subject) if subject != batch.subject else None) or unusable
