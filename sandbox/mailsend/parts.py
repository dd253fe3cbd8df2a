"""Checks of the parts that a message and a personalization share: headers, custom arguments, time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from sandbox.mailsend.errors import MailError

FORBIDDEN_HEADERS = frozenset(
    ("x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding", "to", "from",
     "subject", "reply-to", "cc", "bcc")
)  # fmt: skip
CUSTOM_ARGS_BYTES = 10_000
SUBSTITUTIONS_BYTES = 10_000
SCHEDULE_SECONDS = 72 * 3600
_HEADER_NAME = re.compile(r"^[!-9;-~]+$")


def check_shared(part: dict[str, Any], prefix: str, now: float) -> Iterator[MailError]:
    """headers, custom_args and send_at, of the message (`prefix` empty) or of a personalization."""
    headers = part.get("headers")
    if headers is not None:
        yield from _check_headers(headers, f"{prefix}headers")
    custom_args = part.get("custom_args")
    if custom_args is not None:
        yield from _check_strings(custom_args, f"{prefix}custom_args", CUSTOM_ARGS_BYTES, "custom_args")
    send_at = part.get("send_at")
    if send_at is not None:
        yield from _check_send_at(send_at, f"{prefix}send_at", now)


def check_substitutions(value: object, field: str) -> Iterator[MailError]:
    """At most 10,000 bytes a personalization, strings only, tags without spaces."""
    yield from _check_strings(value, field, SUBSTITUTIONS_BYTES, "personalizations.substitutions")
    if isinstance(value, dict):
        for tag in value:
            if " " in tag or not tag:
                message = "A substitution tag cannot be empty or contain spaces."
                yield MailError(message, f"{field}.{tag}", "personalizations.substitutions")


def _check_headers(headers: object, field: str) -> Iterator[MailError]:
    if not isinstance(headers, dict):
        yield MailError("The headers parameter must be an object of header names and string values.", field, "headers")
        return
    for name, value in headers.items():
        if name.lower() in FORBIDDEN_HEADERS:
            yield MailError(
                f"The following are header key names that are reserved and cannot be used: {name}.", f"{field}.{name}", "headers"
            )
        elif _HEADER_NAME.match(name) is None:
            yield MailError("Header names must be printable ASCII without a colon.", f"{field}.{name}", "headers")
        elif not isinstance(value, str):
            yield MailError("Header values must be strings.", f"{field}.{name}", "headers")
        elif "\n" in value or "\r" in value:
            yield MailError("Header values cannot contain line breaks.", f"{field}.{name}", "headers")


def _check_strings(value: object, field: str, limit: int, anchor: str) -> Iterator[MailError]:
    if not isinstance(value, dict):
        yield MailError(f"The {anchor} parameter must be an object.", field, anchor)
        return
    for key, text in value.items():
        if not isinstance(text, str):
            yield MailError("Each value must be a string.", f"{field}.{key}", anchor)
    if len(orjson.dumps(value)) > limit:
        yield MailError(f"The {field} parameter must be less than {limit} bytes.", field, anchor)


def _check_send_at(value: object, field: str, now: float) -> Iterator[MailError]:
    if not isinstance(value, int) or isinstance(value, bool):
        yield MailError("The send_at parameter must be an integer: a UNIX timestamp in seconds.", field, "send_at")
    elif value > now + SCHEDULE_SECONDS:
        yield MailError("The send_at parameter cannot be more than 72 hours in the future.", field, "send_at")
