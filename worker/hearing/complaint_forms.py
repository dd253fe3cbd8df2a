"""Complaints in other forms than RFC 5965: Hotmail's, and a mail program's own unsubscribe button."""

from __future__ import annotations

import re

from worker.hearing.mail import InboundMail

_HOTMAILS = re.compile(r"staff@(?:hotmail|outlook|live|msn)\.com", re.IGNORECASE)
_COMPLAINT_SUBJECT = re.compile(r"\s*complaint about message from\b", re.IGNORECASE)


def complains(mail: InboundMail) -> tuple[str, ...]:
    """What shows a complaint without a report: the sender, or the header, and the complained-of mail beside it."""
    returned = mail.report is not None and mail.report.type == "enclosed"
    signs = []
    if mail.from_address and _HOTMAILS.fullmatch(mail.from_address):
        signs.append("from Hotmail's complaint address")
    if "x-hmxmroriginalrecipient" in mail.headers:
        signs.append("header x-hmxmroriginalrecipient")
    if _COMPLAINT_SUBJECT.match(mail.subject):
        signs.append("the subject says complaint")
    if returned and signs:
        signs.append("the mail complained of is enclosed")
    return tuple(signs) if len(signs) >= 2 else ()


def button_pressed(mail: InboundMail) -> bool:
    """Whether the mail program's own unsubscribe button wrote this (Apple Mail)."""
    return mail.headers.get("x-apple-unsubscribe", "").lower() == "true"
