"""What any letter must keep to before a transport may touch it: the header rules of `email.message.EmailMessage`, and more.

The standard library refuses line breaks in headers; the providers' own packages pass them on. Building an `EmailMessage`
for each letter only to hear that costs more than sending it, so the rules stand here as patterns, and a generated test holds
that whatever `EmailMessage` and `headerregistry.Address` refuse is refused here too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from worker.delivery.transport import Attachment, Mailbox, OutgoingLetter

LONGEST_ADDRESS = 254
"""Octets (RFC 5321 §4.5.3.1.3, without the angle brackets)."""
LONGEST_NAME = 75
LONGEST_HEADER = 998
"""Octets of a line (RFC 5322 §2.1.1)."""

MOST_ATTACHMENTS = 10
MOST_ATTACHED_BYTES = 5_000_000
"""Of all files of a letter together: larger ones are refused by many receivers, and belong behind a link."""

FORBIDDEN_HEADERS = frozenset(
    {"x-sg-id", "x-sg-eid", "received", "dkim-signature", "content-type", "content-transfer-encoding",
     "to", "from", "sender", "subject", "reply-to", "cc", "bcc", "return-path"}
)  # fmt: skip
"""Lower case. What SendGrid refuses (Mail Send, `headers`), and what would send the letter elsewhere on any transport."""

# Controls, every line break that str.splitlines knows, the characters that turn text around, and halves of pairs.
_UNPRINTABLE = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAIN_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)*{_LABEL}")
_HEADER_NAME = re.compile(r"[!-9;-~]{1,76}")
_HEADER_VALUE = re.compile(r"[ -~\t]*[!-~][ -~\t]*")
_MIME_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,63}/[a-z0-9][a-z0-9.+-]{0,63}(?:; [a-z-]{1,32}=[A-Za-z0-9._-]{1,64}){0,4}")
_FILE_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9 ._-]{0,118}[A-Za-z0-9_-]")
_UNWELCOME_IN_NAMES = re.compile(r'[;,:@"<>\\]')


def why_refused(letter: OutgoingLetter) -> str | None:
    """The reason why no transport may carry this letter, without any of its text; None when it may go."""
    return (
        why_address_refused("to", letter.to)
        or why_address_refused("from", letter.sender)
        or why_address_refused("reply_to", letter.reply_to)
        or _why_text_refused(letter)
        or why_headers_refused(letter.headers)
        or (why_attachments_refused(letter.attachments) if letter.attachments else None)
    )


@lru_cache(maxsize=4096)
def wire_address(address: str) -> str | None:
    """The address as ASCII, an international domain as its A-labels; None when it is not an address (RFC 5321, no SMTPUTF8)."""
    if len(address) > LONGEST_ADDRESS:
        return None
    if _PLAIN_ADDRESS.fullmatch(address):
        return address
    try:
        checked = validate_email(address, check_deliverability=False, allow_smtputf8=False, allow_quoted_local=False)
    except EmailNotValidError:
        return None
    return checked.ascii_email


@lru_cache(maxsize=4096)
def wire_name(name: str | None) -> str | None:
    """A display name without what providers refuse (`;`, `,`) or what looks like an address; None when nothing is left."""
    if name is None:
        return None
    cleaned = " ".join(_UNWELCOME_IN_NAMES.sub(" ", name).split())
    return cleaned[:LONGEST_NAME].rstrip() or None


def why_address_refused(field: str, mailbox: Mailbox) -> str | None:
    """The reason why no letter may name this mailbox; None when it may. `field` names its place."""
    if wire_address(mailbox.address) is None:
        return f"{field}: not a usable address"
    if mailbox.name is not None and _UNPRINTABLE.search(mailbox.name):
        return f"{field}: the name has a line break or a control character"
    return None


def _why_text_refused(letter: OutgoingLetter) -> str | None:
    return why_subject_refused(letter.subject) or why_words_refused("text", letter.text) or why_words_refused("html", letter.html)


def why_subject_refused(subject: str) -> str | None:
    """The reason why no letter may have this subject; None when it may."""
    if _UNPRINTABLE.search(subject):
        return "subject: it has a line break or a control character"
    return why_words_refused("subject", subject)


def why_words_refused(field: str, text: str) -> str | None:
    """The reason why no letter may say this; None when it may. `field` names its place."""
    if not text.strip():
        return f"{field}: it is empty"
    return None if is_writable(text) else f"{field}: it has characters that no mail can carry"


def is_writable(text: str) -> bool:
    """No NUL and no halves of surrogate pairs. (By encoding: a pattern takes twenty times as long over a whole letter.)"""
    try:
        return b"\x00" not in text.encode()
    except UnicodeEncodeError:
        return False


def why_headers_refused(headers: Mapping[str, str]) -> str | None:
    """The reason why no letter may carry these headers of ours; None when it may."""
    for name, value in headers.items():
        if _HEADER_NAME.fullmatch(name) is None:
            return "headers: a header name is malformed"
        if name.lower() in FORBIDDEN_HEADERS:
            return f"headers: {name} may not be set"
        if _HEADER_VALUE.fullmatch(value) is None or len(name) + 2 + len(value) > LONGEST_HEADER:
            return f"headers: the value of {name} is malformed, empty or too long"
    return None


def why_attachments_refused(attachments: Sequence[Attachment]) -> str | None:
    """The reason why no transport may carry these files; None when it may."""
    if len(attachments) > MOST_ATTACHMENTS or sum(len(one.content) for one in attachments) > MOST_ATTACHED_BYTES:
        return f"attachments: more than {MOST_ATTACHMENTS} files or {MOST_ATTACHED_BYTES} bytes"
    for one in attachments:
        if _FILE_NAME.fullmatch(one.file_name) is None or ".." in one.file_name:
            return "attachments: a file name is not plain ASCII letters, digits, spaces, dots and dashes"
        if _MIME_TYPE.fullmatch(one.mime_type) is None or one.mime_type.startswith(("multipart/", "message/")):
            return "attachments: a MIME type is malformed"
        if not one.content:
            return "attachments: a file is empty"
    return None
