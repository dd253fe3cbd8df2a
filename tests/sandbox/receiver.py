"""The other side: a small HTTP server that takes webhooks and inbound mail, serves pages, and answers as told."""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

Event = dict[str, Any]


@dataclass(frozen=True)
class Heard:
    """One request that came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came in, and what to answer: `answers` per path, one after the other, then 200."""

    heard: list[Heard] = field(default_factory=list)
    answers: dict[str, list[int]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    url: str = ""

    def to(self, path: str, method: str = "POST") -> list[Heard]:
        return [request for request in list(self.heard) if urlsplit(request.path).path == path and request.method == method]

    def batches(self) -> list[list[Event]]:
        return [json.loads(request.body) for request in self.to("/events")]

    def events(self, name: str | None = None) -> list[Event]:
        return [event for batch in self.batches() for event in batch if name in (None, event["event"])]

    def names(self) -> list[str]:
        return [event["event"] for event in self.events()]


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    block_on_close = True
    receiver: Receiver


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 5

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        receiver = self.server.receiver
        receiver.heard.append(Heard(self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        path = urlsplit(self.path).path
        waiting = receiver.answers.get(path)
        status = waiting.pop(0) if waiting else 200
        page = receiver.pages.get(path, "").encode()
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(page)

    do_GET = do_POST = do_HEAD = _answer  # noqa: N815 - the names the base class looks for

    def log_message(self, *args: object) -> None:
        pass


def start_receiver() -> tuple[Receiver, _Server]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.receiver = Receiver(url=f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    return server.receiver, server
