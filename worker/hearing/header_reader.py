"""Headers as text, whatever was in them: folded, badly encoded, or endless."""

from __future__ import annotations

import re
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from worker.hearing.strange_text import one_line

LONGEST_HEADER = 8_000
_UNFIT = "\\x00-\\x1f\\x7f-\\x9f\\u2028-\\u202e\\u2066-\\u2069\\ud800-\\udfff"
"""No database keeps some of these, and none of them has a place in an id or an address."""
_FOLDS = re.compile(r"[\r\n]+[ \t]*")
MESSAGE_ID = re.compile(rf"<[^<>\s{_UNFIT}]{{1,500}}>")
ADDRESS = re.compile(rf"[^\s<>@,;:\"{_UNFIT}]{{1,200}}@[^\s<>@,;:\"{_UNFIT}]{{1,255}}")


def addresses_in(values: list[str]) -> tuple[str, ...]:
    """The addresses of some header values, in order, each once."""
    found = [match.group(0) for _name, address in getaddresses(values) if (match := ADDRESS.fullmatch(address))]
    return tuple(dict.fromkeys(found))


def decoded(data: bytes, charset: str | None) -> str:
    """Text in the charset named, else UTF-8, else Windows-1252. Codecs that make no text (`zlib`, `rot13`) count as unnamed."""
    for name in (charset, "utf-8"):
        try:
            if name is not None:
                return data.decode(name)
        except (LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")


class HeaderReader:
    """Headers as text, whatever was in them."""

    def __init__(self, message: Message[str, str]) -> None:
        self._message = message
        self.odd: list[str] = []

    def all(self, name: str) -> list[str]:
        """The values of a header, at most twenty."""
        return [self._text(name, value) for value in self._message.get_all(name, [])[:20]]

    def one(self, name: str) -> str | None:
        """The first value of a header."""
        values = self.all(name)
        return values[0] if values else None

    def message_id(self, name: str) -> str | None:
        """The first message id in a header, in its angle brackets (RFC 5322 §3.6.4)."""
        found = MESSAGE_ID.search(self.one(name) or "")
        return found.group(0) if found else None

    def mailbox(self, name: str) -> tuple[str | None, str | None]:
        """Name and address of the first mailbox; the address alone when the rest cannot be read."""
        value = _FOLDS.sub(" ", str(self._message.get(name, ""))[:LONGEST_HEADER])
        for display, address in getaddresses([value]):
            if ADDRESS.fullmatch(address):
                return one_line(self._text(name, display), 200), address
        found = ADDRESS.search(self._text(name, value))
        return None, found.group(0) if found else None

    def _text(self, name: str, value: object) -> str:
        said = str(value)[:LONGEST_HEADER]
        if len(str(value)) > LONGEST_HEADER:
            self.odd.append(f"a very long {name} was cut")
        try:
            pieces = decode_header(said)
            return "".join(decoded(piece, charset) if isinstance(piece, bytes) else piece for piece, charset in pieces)
        except (ValueError, LookupError, MessageError):
            self.odd.append(f"{name} is badly encoded")
            return said
