"""Mail that goes back to a letter: built as a mail program builds it, packed as Inbound Parse packs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import orjson

from sandbox.language import Language, language_of, quote_line
from sandbox.letter import Letter, mailbox
from sandbox.mailbox.outbox import Post

_PREFIX: dict[Language, str] = {"en": "Re: ", "da": "SV: ", "de": "AW: ", "sv": "SV: "}


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody writes back. `subject` stands for itself when given; else the letter's with the language's prefix."""

    text: str
    subject: str = ""
    quoted: bool = True
    headers: dict[str, str] = field(default_factory=dict)
    null_return_path: bool = False
    threaded: bool = True
    """It says which letter it answers."""
    sender: str = ""
    """Who wrote it, when that is not the letter's reader."""


def reply_post(letter: Letter, written: Written, now: float, mark: str) -> Post:
    """The reply as a row for the outbox: the multipart fields of a raw Inbound Parse post."""
    mime = _mime(letter, written, now, mark)
    sender = "" if written.null_return_path else letter.to_email
    fields = {
        "email": mime.as_bytes().decode("utf-8", "surrogateescape"),
        "envelope": orjson.dumps({"to": [letter.answer_address], "from": sender}).decode(),
        "from": written.sender or mailbox(letter.to_name, letter.to_email),
        "to": mailbox(letter.reply_to_name, letter.answer_address),
        "subject": str(mime["Subject"]),
        "SPF": "pass",
        "dkim": f"{{@{letter.domain} : pass}}",
        "sender_ip": "192.0.2.25",
        "charsets": '{"to":"UTF-8","from":"UTF-8","subject":"UTF-8","email":"UTF-8"}',
    }
    return Post(letter.id, "inbound", written.headers.get("Auto-Submitted", "reply"), orjson.dumps(fields))


def _mime(letter: Letter, written: Written, now: float, mark: str) -> EmailMessage:
    language = language_of(letter)
    mime = EmailMessage(policy=SMTP)
    mime["From"] = written.sender or _address(letter.to_name, letter.to_email)
    mime["To"] = _address(letter.reply_to_name, letter.answer_address)
    mime["Subject"] = written.subject or _answered(letter.subject, language)
    mime["Date"] = format_datetime(datetime.fromtimestamp(now, UTC))
    mime["Message-ID"] = f"<answer-{letter.call_id}-{letter.index}-{mark}@{letter.domain}>"
    if written.threaded:
        mime["In-Reply-To"] = mime["References"] = letter.message_id
    for name, value in written.headers.items():
        mime[name] = value
    mime.set_content(
        written.text + (_quoted(letter, language) if written.quoted else ""), charset="utf-8", cte="quoted-printable"
    )
    return mime


def _address(name: str, address: str) -> Address | str:
    try:
        return Address(display_name=name, addr_spec=address)
    except ValueError:
        return address


def _answered(subject: str, language: Language) -> str:
    flat = " ".join(subject.split())
    return flat if flat.lower().startswith(("re:", "sv:", "aw:")) else _PREFIX[language] + flat


def _quoted(letter: Letter, language: Language) -> str:
    lines = [f"> {line}".rstrip() for line in letter.text.strip().splitlines()]
    return f"\n\n{quote_line(letter.when, letter.written_from(), language)}\n\n" + "\n".join(lines) + "\n"
