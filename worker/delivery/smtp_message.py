"""A letter as bytes on the wire (RFC 5322, MIME), written directly.

`email.message.EmailMessage` takes some 1.5 ms for a letter; this takes 0.15 ms. What may stand in a header is checked before, by
`letter_rules`, and a generated test holds that the standard library's parser reads back what was written.
"""

from __future__ import annotations

from base64 import encodebytes
from binascii import b2a_qp
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, quote
from functools import lru_cache
from uuid import UUID

from worker.delivery.letter_rules import wire_address, wire_name
from worker.delivery.transport import Attachment, Mailbox, OutgoingLetter

_LONGEST_LINE = 76
_HEAD_OF_TEXT = b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
_HEAD_OF_HTML = b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"


def message_id_of(letter_id: UUID, domain: str) -> str:
    """The Message-ID people's answers refer to: our opaque id and nothing else."""
    return f"<{letter_id}@{domain}>"


def message_bytes(letter: OutgoingLetter, now: datetime) -> bytes:
    """The whole letter, for one that has passed `why_refused`; lines end in CRLF, all ASCII, none over 998 octets."""
    domain = (wire_address(letter.sender.address) or "").rpartition("@")[2]
    lines = [
        f"Date: {format_datetime(now)}",
        f"From: {_mailbox(letter.sender, 'From')}",
        f"To: {_mailbox(letter.to, 'To')}",
        f"Reply-To: {_mailbox(letter.reply_to, 'Reply-To')}",
        f"Subject: {_words(letter.subject, 'Subject')}",
        f"Message-ID: {message_id_of(letter.message_id, domain)}",
        *(f"{name}: {value}" for name, value in letter.headers.items() if name.lower() not in _OURS),
        "MIME-Version: 1.0",
    ]
    head = "\r\n".join(lines).encode("ascii") + b"\r\n"
    # "=_" cannot occur in quoted-printable, nor a dash in base64.
    boundary = f"=_{letter.message_id.hex}".encode("ascii")
    body = _alternatives(letter, boundary)
    if not letter.attachments:
        return head + body
    return head + _with_files(body, letter.attachments, boundary + b"_m")


_OURS = frozenset({"date", "message-id", "mime-version"})


def _alternatives(letter: OutgoingLetter, boundary: bytes) -> bytes:
    return b"".join(
        (
            b'Content-Type: multipart/alternative; boundary="', boundary, b'"\r\n\r\n--', boundary, b"\r\n",
            _HEAD_OF_TEXT, _quoted(letter.text), b"\r\n--", boundary, b"\r\n",
            _HEAD_OF_HTML, _quoted(letter.html), b"\r\n--", boundary, b"--\r\n",
        )
    )  # fmt: skip


def _with_files(body: bytes, files: tuple[Attachment, ...], boundary: bytes) -> bytes:
    parts = [b'Content-Type: multipart/mixed; boundary="' + boundary + b'"\r\n\r\n--' + boundary + b"\r\n" + body]
    for file in files:
        head = (
            f"Content-Type: {file.mime_type}\r\nContent-Transfer-Encoding: base64\r\n"
            f'Content-Disposition: attachment; filename="{file.file_name}"\r\n\r\n'
        )
        parts.append(head.encode("ascii") + encodebytes(file.content).replace(b"\n", b"\r\n"))
    return (b"\r\n--" + boundary + b"\r\n").join(parts) + b"\r\n--" + boundary + b"--\r\n"


def _quoted(text: str) -> bytes:
    """Quoted-printable. `b2a_qp` breaks lines as the first line of the text ends, so all are made CRLF afterwards."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return b2a_qp(lines.encode("utf-8")).replace(b"\n", b"\r\n")


def _mailbox(mailbox: Mailbox, header: str) -> str:
    address = wire_address(mailbox.address)
    name = wire_name(mailbox.name)
    return f"{address}" if name is None else f"{_phrase(name, header)} <{address}>"


@lru_cache(maxsize=4096)
def _phrase(name: str, header: str) -> str:
    if name.isascii() and len(name) + len(header) < _LONGEST_LINE - 4:
        return f'"{quote(name)}"'
    return _words(name, header)


@lru_cache(maxsize=1024)  # all readers of an issue have one subject, and encoding it is a sixth of a letter
def _words(text: str, header: str) -> str:
    """As it is where it is short and plain, else as encoded words (RFC 2047)."""
    if (
        text.isascii()
        and text.isprintable()
        and len(text) + len(header) < _LONGEST_LINE
        and "=?" not in text
        and text == text.strip()
    ):
        return text
    return Header(text, "utf-8", header_name=header, maxlinelen=_LONGEST_LINE).encode(linesep="\r\n")
