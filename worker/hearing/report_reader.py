"""The machine-readable part of a report (RFC 3464, RFC 5965, RFC 8098), and what it returns of the original mail."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import Message
from typing import TypeAlias

from worker.hearing.header_reader import HeaderReader, addresses_in
from worker.hearing.mail import Report
from worker.hearing.strange_text import one_line

MOST_BLOCKS = 20
MOST_BYTES = 50_000
_TYPES = ("message/delivery-status", "message/feedback-report", "message/disposition-notification")
_ORIGINALS = ("message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers", "text/rfc822")

_Message: TypeAlias = "Message[str, str]"


def report_in(message: _Message, parts: list[_Message]) -> Report | None:
    """The report that a mail is; None for a mail that is none. A mail that only encloses another is no report."""
    machine = next((part for part in parts if part.get_content_type() in _TYPES), None)
    named = str(message.get_param("report-type") or "").lower() if message.get_content_type() == "multipart/report" else ""
    original = next((part for part in parts if part.get_content_type() in _ORIGINALS), None)
    if machine is None and not named and original is None:
        return None
    header = HeaderReader(_enclosed(original)) if original is not None else None
    return Report(
        machine.get_content_subtype() if machine is not None else named or "enclosed",
        _fields(machine) if machine is not None else {},
        header.message_id("Message-ID") if header is not None else None,
        header.mailbox("To")[1] if header is not None else None,
        addresses_in([*header.all("Reply-To"), *header.all("Return-Path")]) if header is not None else (),
    )


def _fields(part: _Message) -> dict[str, str]:
    """The fields of the report, and of the recipient whom mail did not reach; where there is none, of the first."""
    content = part.get_payload()
    blocks = [block for block in content if isinstance(block, Message)] if isinstance(content, list) else []
    if not blocks:
        payload = part.get_payload(decode=True)
        blocks = [message_from_bytes(payload[:MOST_BYTES], policy=policy.compat32)] if isinstance(payload, bytes) else []
    blocks = sorted(blocks[:MOST_BLOCKS], key=lambda block: str(block.get("Action", "")).strip().lower() != "failed")
    fields: dict[str, str] = {}
    for block in blocks:
        for name, value in block.items():
            fields.setdefault(name.lower()[:100], one_line(str(value), 1000) or "")
    return fields


def _enclosed(part: _Message) -> _Message:
    content = part.get_payload()
    if isinstance(content, list) and content and isinstance(content[0], Message):
        return content[0]
    payload = part.get_payload(decode=True)
    return message_from_bytes(payload[:MOST_BYTES] if isinstance(payload, bytes) else b"", policy=policy.compat32)
