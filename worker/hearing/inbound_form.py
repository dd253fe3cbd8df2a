"""SendGrid's Inbound Parse: the form it posts for a mail, raw or parsed, turned into an `InboundMail`.

The form is read from its bytes: web frameworks refuse fields over 1 MiB, and decode all of them as UTF-8, while `text` and
`html` come in the charsets that the field `charsets` names (inbound parse webhook, default parameters).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from email.message import Message
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

import orjson
from python_multipart.exceptions import MultipartParseError
from python_multipart.multipart import MultipartParser, parse_options_header

from worker.hearing.header_reader import addresses_in, decoded
from worker.hearing.html_text import text_of_html
from worker.hearing.mail import InboundMail
from worker.hearing.mime import LONGEST_TEXT, parse_mime
from worker.hearing.strange_text import one_line

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks  # a type only: not there at run time

RAW_FIELDS = ("email", "rawEmail")
MOST_FIELDS = 500
A_MAIL = "message/rfc822"
"""The content type of a mail as such: from a mailbox, or a file."""


@dataclass(slots=True)
class _Form:
    fields: dict[str, bytes] = field(default_factory=dict)
    files: int = 0
    problems: list[str] = field(default_factory=list)

    def text(self, name: str, charset: str | None = None) -> str:
        return decoded(self.fields.get(name, b""), charset)


def parse_inbound(content_type: str, body: bytes) -> InboundMail:
    """Read the mail in an Inbound Parse request, as well as it can be read. Never raises; see `problems`."""
    form = _form(content_type, body)
    raw = next((form.fields[name] for name in RAW_FIELDS if form.fields.get(name)), None)
    if raw is not None:
        mail = parse_mime(raw)
    elif form.fields:
        mail = _from_fields(form)
    else:  # Whatever it is, it may be a mail.
        if content_type != A_MAIL:
            form.problems.append("no form: read as a mail")
        mail = parse_mime(body)
    return replace(_with_envelope(mail, form), size=len(body), problems=(*form.problems, *mail.problems))


def _from_fields(form: _Form) -> InboundMail:
    """A mail that SendGrid has taken apart: its header block is read as such, its texts by their own charsets."""
    charsets = _json_object(form, "charsets")
    mail = parse_mime(form.fields.get("headers", b"").rstrip(b"\r\n") + b"\r\n\r\n")
    text = form.text("text", one_line(charsets.get("text"), 40))[:LONGEST_TEXT].replace("\r\n", "\n").replace("\x00", "")
    html = form.text("html", one_line(charsets.get("html"), 40))
    html_only = not text.strip() and bool(html)
    counted = form.text("attachments")
    return replace(
        mail,
        subject=mail.subject or one_line(form.text("subject"), 500) or "",
        from_address=mail.from_address or next(iter(addresses_in([form.text("from")])), None),
        recipients=mail.recipients or addresses_in([form.text("to"), form.text("cc")]),
        text=text_of_html(html) if html_only else text,
        html_only=html_only,
        attachment_count=max(form.files, int(counted) if counted.isdecimal() and len(counted) < 4 else 0),
        # The block speaks of parts that SendGrid has already taken out.
        problems=tuple(problem for problem in mail.problems if not problem.endswith("Defect")),
    )


def _with_envelope(mail: InboundMail, form: _Form) -> InboundMail:
    envelope = _json_object(form, "envelope")
    told = envelope.get("to")
    to = addresses_in([str(address) for address in told[:100]]) if isinstance(told, list) else ()
    sender = envelope.get("from")
    return replace(
        mail,
        recipients=tuple(dict.fromkeys((*to, *mail.recipients))),
        envelope_from=sender[:320] if isinstance(sender, str) else mail.envelope_from,
        spf=one_line(form.text("SPF"), 100),
        dkim=one_line(form.text("dkim"), 300),
    )


def _json_object(form: _Form, name: str) -> dict[str, object]:
    if not form.fields.get(name):
        return {}
    try:
        document = orjson.loads(form.fields[name])
    except orjson.JSONDecodeError:
        document = None
    if not isinstance(document, dict):
        form.problems.append(f"{name} is not JSON")
        return {}
    return document


def _form(content_type: str, body: bytes) -> _Form:
    form = _Form()
    kind, options = parse_options_header(content_type.encode("latin-1", "replace"))
    if kind == b"application/x-www-form-urlencoded":
        pairs = parse_qsl(body.decode("latin-1"), keep_blank_values=True, encoding="latin-1", max_num_fields=None)
        for name, value in pairs[:MOST_FIELDS]:
            form.fields.setdefault(name, value.encode("latin-1", "replace"))
    elif kind == b"multipart/form-data" and options.get(b"boundary"):
        _read_multipart(form, options[b"boundary"], body)
    return form


def _read_multipart(form: _Form, boundary: bytes, body: bytes) -> None:
    reader = _PartReader(form)
    try:
        parser = MultipartParser(boundary, reader.callbacks())
        parser.write(body)
        parser.finalize()
    except (MultipartParseError, ValueError) as error:
        form.problems.append(f"broken form: {type(error).__name__}")
    if not reader.complete:
        form.problems.append("the form ends early")
        reader.end()  # keeps what came of the last part


class _PartReader:
    """Collects the fields of a multipart form; files are counted and passed over, except for a raw mail."""

    def __init__(self, form: _Form) -> None:
        self.complete = False
        self._form = form
        self._name: str | None = None
        self._data: list[bytes] | None = None
        self._header = b""
        self._value = b""
        self._headers: Message[str, str] = Message()

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._on_header,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers,
            "on_part_data": self._on_data,
            "on_part_end": self.end,
            "on_end": self._on_end,
        }

    def end(self) -> None:
        if self._name is not None and self._data is not None and len(self._form.fields) < MOST_FIELDS:
            self._form.fields.setdefault(self._name, b"".join(self._data))
        self._name = self._data = None

    def _on_end(self) -> None:
        self.complete = True

    def _begin(self) -> None:
        self._headers = Message()
        self._header = self._value = b""

    def _on_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[self._header.decode("latin-1")] = self._value.decode("latin-1")
        self._header = self._value = b""

    def _on_headers(self) -> None:
        _kind, options = parse_options_header(self._headers.get("Content-Disposition", ""))
        name = options.get(b"name", b"").decode("latin-1")
        if b"filename" in options and name not in RAW_FIELDS:
            self._form.files += 1
            return
        self._name, self._data = name, []

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._data is not None:
            self._data.append(data[start:end])
