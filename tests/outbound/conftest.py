"""Somebody who wants to know: a real HTTP receiver on loopback, and worlds that tell it."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson
import pytest

from tests.conftest import MakeWorld
from tests.world import World
from worker.delivery.outbound_target import OutboundTarget
from worker.delivery.webhook import Webhook

SECRET = "whsec_" + base64.b64encode(bytes(range(32))).decode()


@dataclass(frozen=True)
class Call:
    """One request that came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> dict[str, Any]:
        document: dict[str, Any] = orjson.loads(self.body)
        return document


@dataclass
class Upstream:
    """What came in, and what to answer: the statuses in `answers` one after the other, then 204."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    location: str = "/elsewhere"
    silent: threading.Event = field(default_factory=threading.Event)
    """While it is set, calls are taken and not answered."""
    let_go: threading.Event = field(default_factory=threading.Event)

    def told(self) -> list[str]:
        """The types told, in order, without their common beginning."""
        return [str(call.event["type"]).removeprefix("rapport.") for call in self.calls]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    upstream: Upstream


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        upstream = self.server.upstream
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        upstream.calls.append(Call(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
        if upstream.silent.is_set():
            upstream.let_go.wait(20)
            self.close_connection = True
            return
        status = upstream.answers.pop(0) if upstream.answers else 204
        self.send_response(status)
        if 300 <= status < 400:
            self.send_header("Location", upstream.location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Tests say what matters."""


@pytest.fixture
def upstream() -> Iterator[Upstream]:
    server = _Server(("127.0.0.1", 0), _Handler)
    server.upstream = Upstream(url=f"http://127.0.0.1:{server.server_address[1]}/rapport?for=ats")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server.upstream
    server.upstream.let_go.set()
    server.shutdown()
    server.server_close()
    thread.join()


Tell = Callable[[Sequence[OutboundTarget]], World]


@pytest.fixture
def telling(make_world: MakeWorld) -> Tell:
    """Makes a world that tells these targets."""

    def make(targets: Sequence[OutboundTarget]) -> World:
        world = make_world()
        world.parts = replace(world.parts, outbound={target.name: target for target in targets})
        return world

    return make


@pytest.fixture
def world(telling: Tell, upstream: Upstream) -> World:
    """A world on a Monday morning that tells the receiver."""
    return telling([Webhook(upstream.url, [SECRET], timeout_seconds=2)])
