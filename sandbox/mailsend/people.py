"""Checks of the personalizations: who gets it, and what is theirs alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.mailsend.addresses import check_mailbox
from sandbox.mailsend.errors import MailError
from sandbox.mailsend.parts import check_shared, check_substitutions

MAX_PERSONALIZATIONS = 1000
MAX_RECIPIENTS = 1000
_REQUIRED = "The personalizations field is required and must have at least one personalization."
_UNIQUE = (
    "Each email address in the personalization block should be unique between to, cc, and bcc."
    " We found the first duplicate instance of [{}] in the {} field."
)


def check_personalizations(value: object, now: float) -> Iterator[MailError]:
    """1 to 1000 of them, each with a `to`; no address twice; at most 1000 recipients in all."""
    if not isinstance(value, list) or not value:
        yield MailError(_REQUIRED, "personalizations", "personalizations")
        return
    if len(value) > MAX_PERSONALIZATIONS:
        message = "The personalizations field cannot have more than 1000 personalizations."
        yield MailError(message, "personalizations", "personalizations")
        return
    seen: set[str] = set()
    for index, personalization in enumerate(value):
        prefix = f"personalizations.{index}"
        if not isinstance(personalization, dict):
            yield MailError("Each personalization must be an object.", prefix, "personalizations")
            continue
        yield from _check_one(personalization, prefix, now, seen)
    if len(seen) > MAX_RECIPIENTS:
        yield MailError("The total number of recipients must be no more than 1000.", "personalizations", "recipient-errors")


def _check_one(personalization: dict[str, Any], prefix: str, now: float, seen: set[str]) -> Iterator[MailError]:
    to = personalization.get("to")
    if not isinstance(to, list) or not to:
        yield MailError(
            "The to array is required for all personalization objects, and must have at least one email object with a"
            " valid email address.", f"{prefix}.to", "personalizations.to",
        )  # fmt: skip
    for kind in ("to", "cc", "bcc"):
        if kind in personalization:
            yield from _check_recipients(personalization[kind], f"{prefix}.{kind}", kind, seen)
    if "from" in personalization:
        yield from check_mailbox(personalization["from"], f"{prefix}.from", "from")
    subject = personalization.get("subject")
    if subject is not None and (not isinstance(subject, str) or not subject):
        yield MailError("The subject must be a string at least one character in length.", f"{prefix}.subject", "subject")
    yield from check_shared(personalization, f"{prefix}.", now)
    if "substitutions" in personalization:
        yield from check_substitutions(personalization["substitutions"], f"{prefix}.substitutions")


def _check_recipients(value: object, field: str, kind: str, seen: set[str]) -> Iterator[MailError]:
    if not isinstance(value, list):
        yield MailError(f"The {kind} parameter must be an array of email objects.", field, f"personalizations.{kind}")
        return
    for index, recipient in enumerate(value):
        yield from check_mailbox(recipient, f"{field}.{index}", f"personalizations.{kind}", listed=True)
        address = recipient.get("email") if isinstance(recipient, dict) else None
        if isinstance(address, str):
            if address.lower() in seen:
                yield MailError(_UNIQUE.format(address, field), "personalizations", "recipient-errors")
            seen.add(address.lower())
