"""Serving: where a request came from is what our own proxies say, and nobody else; told to stop, it cleans up."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from tests.conftest import WaitUntil
from web.server import config_of
from worker.settings import load_settings


async def says_where(scope: Scope, receive: Receive, send: Send) -> None:
    client = Request(scope).client
    await PlainTextResponse(client.host if client else "")(scope, receive, send)


@pytest.mark.parametrize(
    ("peer", "claimed", "believed"),
    [
        ("10.1.2.3", "203.0.113.5", "203.0.113.5"),
        ("10.1.2.3", "192.0.2.66, 203.0.113.5", "203.0.113.5"),
        ("198.51.100.9", "203.0.113.5", "198.51.100.9"),
    ],
)
def test_only_our_own_proxies_are_believed_about_who_asks(data_dir: Path, peer: str, claimed: str, believed: str) -> None:
    config = config_of(says_where, load_settings({"RAPPORT_DATA_DIR": str(data_dir), "RAPPORT_TRUSTED_PROXIES": "10.0.0.0/8"}))
    config.load()

    async def asked() -> str:
        transport = httpx.ASGITransport(config.loaded_app, client=(peer, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://rapport.example") as http:
            return (await http.get("/", headers={"X-Forwarded-For": claimed})).text

    assert asyncio.run(asked()) == believed


SERVES = """
from web.server import serve
from worker.settings import load_settings
async def app(scope, receive, send): ...
serve(app, load_settings())
print("cleaned up")
"""


def test_told_to_stop_the_process_comes_back_to_clean_up(
    data_dir: Path, free_port: Callable[[], int], wait_until: WaitUntil
) -> None:
    port = free_port()

    def listens() -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
        return False

    environ = {"RAPPORT_DATA_DIR": str(data_dir), "PORT": str(port)}
    with subprocess.Popen([sys.executable, "-c", SERVES], env=environ, stdout=subprocess.PIPE, text=True) as process:
        wait_until(listens, what="the server to listen")
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=20)

    assert (said, process.returncode) == ("cleaned up\n", 0)
