"""A provider on loopback, on raw sockets, that answers exactly as a test tells it, or cuts, or keeps silent."""

from __future__ import annotations

import contextlib
import socket
import ssl
import struct
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import orjson

Answer = Callable[[socket.socket], bool]
"""Writes to the connection; True keeps it open."""


@dataclass(frozen=True)
class Request:
    """One request, as it came over the wire."""

    line: str
    headers: dict[str, str]
    body: bytes
    connection: int

    @property
    def document(self) -> dict[str, Any]:
        document: dict[str, Any] = orjson.loads(self.body)
        return document


def http(status: int, body: bytes = b"", keep: bool = True, **headers: str) -> Answer:
    lines = [f"HTTP/1.1 {status} Whatever", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if not keep:
        lines.append("Connection: close")
    return raw(("\r\n".join(lines) + "\r\n\r\n").encode() + body, keep)


def raw(data: bytes, keep: bool = False) -> Answer:
    def write(connection: socket.socket) -> bool:
        connection.sendall(data)
        return keep

    return write


def accepted(message_id: str = "abcdefghijklmnopqrstuv") -> Answer:
    return http(202, X_Message_Id=message_id)


def refusal(status: int, message: str, field: str | None = None, **headers: str) -> Answer:
    body = orjson.dumps({"errors": [{"message": message, "field": field, "help": None}]})
    return http(status, body, True, Content_Type="application/json", **headers)


def reset(connection: socket.socket) -> bool:
    """Hangs up hard, as a crashed server does."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    return False


def hang_up(_connection: socket.socket) -> bool:
    return False


def stay_silent(connection: socket.socket) -> bool:
    connection.settimeout(5)
    connection.recv(1)  # until the other side gives up
    return False


class LoopbackProvider:
    """Takes requests until stopped. `plan` holds the answers to come; without a plan letters are accepted."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.plan: deque[Answer] = deque()
        self.requests: list[Request] = []
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._listener.close()
        self.drop_connections()

    def drop_connections(self) -> None:
        """Close what is open, as a server does with connections left idle."""
        for connection in self._open:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
            connection.close()
        self._open.clear()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection, self.connections), daemon=True).start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        try:
            if self._tls is not None:
                connection = self._tls.wrap_socket(connection, server_side=True)
            while (request := _read(connection, number)) is not None:
                self.requests.append(request)
                answer = self.plan.popleft() if self.plan else accepted(f"id-{len(self.requests)}")
                if not answer(connection):
                    break
        except OSError:
            pass
        finally:
            connection.close()


def _read(connection: socket.socket, number: int) -> Request | None:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65_536)
        if not piece:
            return None
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    line, *rest = head.decode("ascii").split("\r\n")
    headers = {name.lower(): value for name, value in (header.split(": ", 1) for header in rest)}
    while len(body) < int(headers["content-length"]):
        body += connection.recv(65_536)
    return Request(line, headers, body, number)


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
