"""A letter in the words of SendGrid's v3 Mail Send: one call and one personalization for one person, or one for each of many.

What all letters of a sender share is built once with the sendgrid package's own `Mail` and kept; each letter fills in the
rest. A test holds the result equal to what the package alone would build.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import orjson
from sendgrid.helpers.mail import (
    ClickTracking,
    From,
    Ganalytics,
    Mail,
    OpenTracking,
    SubscriptionTracking,
    TrackingSettings,
)

from worker.delivery.batch import BatchLetter, BatchRecipient
from worker.delivery.letter_rules import wire_address, wire_name
from worker.delivery.transport import Attachment, Mailbox, OutgoingLetter

MESSAGE_ID_ARGUMENT = "rapport_mid"
"""The custom argument under which our opaque message id travels and comes back. Nothing else about a person may travel so:
custom arguments can never be erased at the provider's."""


def request_body(letter: OutgoingLetter) -> bytes:
    """The JSON to post for a letter that has passed `why_refused`."""
    return orjson.dumps(request_document(letter))


def request_document(letter: OutgoingLetter) -> dict[str, Any]:
    """The same as a document. Tracking is always said outright: left out, the account's defaults would rule."""
    personalization: dict[str, Any] = {"to": [_mailbox(letter.to)]}
    if letter.headers:
        personalization["headers"] = dict(letter.headers)
    personalization["custom_args"] = {MESSAGE_ID_ARGUMENT: str(letter.message_id)}
    document = {
        **_frame(letter.sender, letter.track_opens, letter.track_clicks),
        "reply_to": _mailbox(letter.reply_to),
        "subject": letter.subject,
        "personalizations": [personalization],
        "content": [{"type": "text/plain", "value": letter.text}, {"type": "text/html", "value": letter.html}],
    }
    if letter.attachments:
        document["attachments"] = _attachments(letter.attachments)
    return document


def batch_body(batch: BatchLetter, recipients: Sequence[BatchRecipient]) -> bytes:
    """The JSON to post for these recipients of a batch, all of whom have passed its rules."""
    return orjson.dumps(batch_document(batch, recipients))


def batch_document(batch: BatchLetter, recipients: Sequence[BatchRecipient]) -> dict[str, Any]:
    """The same as a document: what they share once, and a personalization with their own for each."""
    return {
        **_frame(batch.sender, batch.track_opens, batch.track_clicks),
        "reply_to": _mailbox(batch.reply_to),
        "subject": batch.subject,
        "personalizations": [_personalization(batch, one) for one in recipients],
        "content": [{"type": "text/plain", "value": batch.text}, {"type": "text/html", "value": batch.html}],
    }


def _personalization(batch: BatchLetter, recipient: BatchRecipient) -> dict[str, Any]:
    """All headers stand here, also those that every copy has: nobody says what SendGrid does where they stand in both places."""
    document: dict[str, Any] = {"to": [_mailbox(recipient.to)]}
    if batch.headers or recipient.headers:
        document["headers"] = {**batch.headers, **recipient.headers}
    if recipient.substitutions:
        document["substitutions"] = dict(recipient.substitutions)
    document["custom_args"] = {MESSAGE_ID_ARGUMENT: str(recipient.message_id)}
    return document


def _attachments(attachments: Sequence[Attachment]) -> list[dict[str, str]]:
    """Their types without parameters, which SendGrid does not take (`;` is refused in a content type)."""
    return [
        {
            "content": b64encode(one.content).decode("ascii"),
            "type": one.mime_type.partition(";")[0],
            "filename": one.file_name,
            "disposition": "attachment",
        }
        for one in attachments
    ]


@lru_cache(maxsize=1024)
def _frame(sender: Mailbox, track_opens: bool, track_clicks: bool) -> dict[str, Any]:
    """What letters of one sender share. Never changed after it is made: `request_document` copies it."""
    mail = Mail(from_email=From(wire_address(sender.address), wire_name(sender.name)))
    tracking = TrackingSettings()
    tracking.click_tracking = ClickTracking(track_clicks, False)
    tracking.open_tracking = OpenTracking(track_opens)
    # On, SendGrid would add its own footer and List-Unsubscribe: a second authority beside ours.
    tracking.subscription_tracking = SubscriptionTracking(False)
    tracking.ganalytics = Ganalytics(False)
    mail.tracking_settings = tracking
    frame: dict[str, Any] = mail.get()
    return frame


def _mailbox(mailbox: Mailbox) -> dict[str, str | None]:
    name = wire_name(mailbox.name)
    address = wire_address(mailbox.address)
    return {"email": address} if name is None else {"name": name, "email": address}
