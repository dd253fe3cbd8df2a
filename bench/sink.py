"""A sink that answers `POST /v3/mail/send` as SendGrid does, and does nothing else: `python -m bench.sink PORT`."""

from __future__ import annotations

import asyncio
import sys
from itertools import count
from typing import cast

import uvloop

_END = b"\r\n\r\n"
_ids = count(1)


class Sink(asyncio.Protocol):
    """HTTP/1.1 with keep-alive, as far as one client needs it: reads a whole request, answers 202 with an id."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember where to answer."""
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """Answer each request that is complete."""
        self._buffer += data
        while (end := self._buffer.find(_END)) >= 0:
            length = _content_length(bytes(self._buffer[:end]))
            if len(self._buffer) < end + len(_END) + length:
                return
            del self._buffer[: end + len(_END) + length]
            if self._transport is not None:
                self._transport.write(
                    b"HTTP/1.1 202 Accepted\r\nX-Message-Id: bench%08d\r\nContent-Length: 0\r\n\r\n" % next(_ids)
                )


def _content_length(head: bytes) -> int:
    lower = head.lower()
    at = lower.find(b"content-length:")
    return int(lower[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0


async def _serve(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Sink, "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve(int(sys.argv[1])))
