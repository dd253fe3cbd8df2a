"""Connections that write a request at once, read the answer with `httptools`, and know what has left.

urllib3 still looks names up, connects, does TLS with its checks, and finds dropped connections. Its own way through
`http.client` spends some 270 µs of CPU on each letter, most of it on parsing the answer's headers as if they were mail;
this way takes about 100 µs (15 kB body, loopback). And it answers the one question that the ledger asks after a failure:
had bytes of the request left (`CutAfterBytesLeft`), or certainly not (anything else)?
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import TYPE_CHECKING

import httptools
from urllib3 import HTTPHeaderDict, HTTPResponse
from urllib3.connection import HTTPConnection, HTTPSConnection

IDLE_SECONDS = 4.0
"""A connection left alone longer is not used again: servers close idle ones (many after 5 s), and a request that crosses such a
close on its way is in doubt for ever, where a new connection costs a tenth of a second."""
MOST_BYTES = 1_000_000
MOST_BODY = 64_000

if TYPE_CHECKING:
    _Base = HTTPConnection
else:
    _Base = object


class CutAfterBytesLeft(Exception):
    """The connection failed, or time ran out, after bytes of the request may have left and before an answer came."""


class _Answer:
    """Collects one answer; interim ones (1xx) are passed over. Filled by httptools."""

    def __init__(self) -> None:
        self.headers: list[tuple[str, str]] = []
        self.body = bytearray()
        self.status = 0
        self.has_headers = False
        self.complete = False
        self.keep_alive = False
        self.parser = httptools.HttpResponseParser(self)

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self.complete:
            self.headers.append((name.decode("latin-1"), value.decode("latin-1")))

    def on_headers_complete(self) -> None:
        if not self.complete:
            self.status = self.parser.get_status_code()
            self.has_headers = self.status >= 200

    def on_body(self, body: bytes) -> None:
        if not self.complete and len(self.body) < MOST_BODY:
            self.body += body[:MOST_BODY]

    def on_message_complete(self) -> None:
        if self.has_headers:
            self.complete = True
            self.keep_alive = self.parser.should_keep_alive()
        else:
            self.headers.clear()


class _LeanConnection(_Base):
    _last_used: float = 0.0
    _due: float = 0.0

    @property
    def is_connected(self) -> bool:
        fresh = time.monotonic() - self._last_used < IDLE_SECONDS
        return fresh and super().is_connected

    def request(  # type: ignore[override]
        self, method: str, url: str, body: bytes, headers: Mapping[str, str], **_of_no_use_here: bool
    ) -> None:
        """Connect where needed, then write head and body in one go. The answer is due `timeout` seconds after that began."""
        head = [f"{method} {url} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
        request = ("\r\n".join(head) + f"\r\nContent-Length: {len(body)}\r\n\r\n").encode("ascii") + body
        if self.sock is None:
            self.connect()
        self._due = time.monotonic() + float(self.timeout or 0)
        self.sock.settimeout(self.timeout)
        try:
            self.sock.sendall(request)
        except (BrokenPipeError, ConnectionResetError):
            return  # It may have answered before it hung up (413): `getresponse` finds out.
        except OSError as error:
            raise CutAfterBytesLeft(f"{type(error).__name__} while sending") from error

    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        """The answer. Raises `CutAfterBytesLeft` when there is none."""
        answer = _Answer()
        try:
            self._read(answer)
        except (OSError, httptools.HttpParserError) as error:
            if not answer.has_headers:
                raise CutAfterBytesLeft(f"{type(error).__name__} while waiting for the answer") from error
        self._last_used = time.monotonic()
        if not (answer.complete and answer.keep_alive):
            self.close()
        return HTTPResponse(
            bytes(answer.body),
            HTTPHeaderDict(answer.headers),
            answer.status,
            version=11,
            preload_content=False,
            decode_content=False,
        )

    def _read(self, answer: _Answer) -> None:
        received = 0
        while not answer.complete:
            self.sock.settimeout(max(0, self._due - time.monotonic()))  # 0: what has come by now is still heard
            piece = self.sock.recv(65_536)
            received += len(piece)
            if not piece or received > MOST_BYTES:
                raise ConnectionAbortedError
            answer.parser.feed_data(piece)


class LeanHTTPConnection(_LeanConnection, HTTPConnection):
    """One connection without TLS: for a sandbox or a test server."""


class LeanHTTPSConnection(_LeanConnection, HTTPSConnection):
    """One connection with TLS, checked by urllib3."""
