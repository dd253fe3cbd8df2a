"""What a mail server's reply means for the letter, and for the channel: the table of design.md, promise 2, in SMTP's words."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl

from worker.delivery.smtp_connection import NoEncryption, Reply
from worker.delivery.strange_words import without_addresses
from worker.delivery.transport import Accepted, ChannelDown, InDoubt, NotSent, Outcome, Refused

_ABOUT_THE_LETTER = frozenset({501, 552, 555})
"""Among refusals of MAIL: syntax, size, parameters. Any other says that we may not send at all."""
_QUEUED_AS = re.compile(rb"(?:queued as|\bid=)\s*([A-Za-z0-9._-]{6,60})", re.IGNORECASE)
_MAY_NOT_RELAY = re.compile(rb"\brelay", re.IGNORECASE)


def outcome_of(reply: Reply) -> Outcome:
    """Read the last reply to a letter, or the first no on its way."""
    reason = f"{reply.code} {without_addresses(reply.text.decode('utf-8', 'replace'))}".strip()
    if reply.to == "END" and 200 <= reply.code < 300:
        return Accepted(_queue_id(reply.text), is_last_word=True)
    if 400 <= reply.code < 500:  # RFC 5321 §4.2.1: nothing was taken, and it may be tried again.
        return NotSent(reason, put_off=True)
    if 500 <= reply.code < 600:
        return ChannelDown(reason) if _is_about_us(reply) else Refused(reason)
    return InDoubt(f"an answer that makes no sense: {reason}") if reply.to == "END" else NotSent(reason)


def _is_about_us(reply: Reply) -> bool:
    """Whether the next letter would meet the same: who sends is refused, a login is asked for, or relaying denied."""
    if reply.code in (530, 535, 538):
        return True
    if reply.to == "MAIL":
        return reply.code not in _ABOUT_THE_LETTER
    return reply.to == "RCPT" and _MAY_NOT_RELAY.search(reply.text) is not None


def why_no_session(error: Exception) -> Outcome:
    """No letter had been begun: nothing has left. A refusal of ours (login, certificate, no TLS) closes the channel."""
    if isinstance(error, NoEncryption):
        return ChannelDown("the server does not offer STARTTLS")
    if isinstance(error, ssl.SSLCertVerificationError):
        why = without_addresses(getattr(error, "verify_message", str(error)))
        return ChannelDown(f"the server's certificate is not trusted: {why}")
    if isinstance(error, smtplib.SMTPNotSupportedError | UnicodeError) or type(error) is smtplib.SMTPException:
        return ChannelDown("the server takes no login of a kind we know")
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error if isinstance(error.smtp_error, bytes) else str(error.smtp_error).encode()
        reason = f"{error.smtp_code} {without_addresses(said.decode('utf-8', 'replace'))}".strip()
        return ChannelDown(reason) if 500 <= error.smtp_code < 600 else NotSent(reason)
    if isinstance(error, socket.gaierror):
        return NotSent("the server's name cannot be looked up")
    return NotSent(without_addresses(f"{type(error).__name__}: {error}"))


def _queue_id(text: bytes) -> str:
    """The server's own id of the letter, where it says one in a way many do; else its words, cut."""
    found = _QUEUED_AS.search(text)
    return found[1].decode("ascii") if found else without_addresses(text.decode("utf-8", "replace"), 60)
