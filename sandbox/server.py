"""Runs a sandbox on 127.0.0.1: in the foreground, or in a thread beside a test."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import threading
import time
from types import TracebackType
from typing import Self

import uvicorn

from sandbox.app import create_app
from sandbox.config import SandboxConfig
from sandbox.cutting import CuttableProtocol

HOST = "127.0.0.1"


class PortTaken(Exception):
    """Something else listens on the port."""


def serve(config: SandboxConfig) -> None:
    """Serves until SIGTERM or SIGINT, then stops cleanly. Raises PortTaken."""
    # uvicorn raises the signal again once it has stopped; by then it has been obeyed.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    listening = _listen(config.port)
    logging.getLogger("sandbox").info("sandbox on http://%s:%d", HOST, listening.getsockname()[1])
    # Three threads post and play beside the door: at the default 5 ms each of them could hold it up.
    sys.setswitchinterval(0.001)
    _server(config).run(sockets=[listening])


class RunningSandbox:
    """A sandbox in a thread of this process: `with RunningSandbox(config) as box: box.url`. Raises PortTaken."""

    def __init__(self, config: SandboxConfig) -> None:
        self._socket = _listen(config.port)
        self.url = f"http://{HOST}:{self._socket.getsockname()[1]}"
        self._server = _server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        deadline = time.monotonic() + 10
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the sandbox did not start")
            time.sleep(0.005)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Stops it and waits until it has."""
        self._server.should_exit = True
        self._thread.join(timeout=10)
        self._socket.close()


def _listen(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except OSError as error:
        listening.close()
        raise PortTaken(f"port {port} on {HOST} is taken; stop what listens there or choose another with --port") from error
    return listening


def _server(config: SandboxConfig) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            create_app(config), http=CuttableProtocol, log_level="warning", access_log=False, lifespan="on",
            timeout_graceful_shutdown=3, timeout_keep_alive=75, server_header=False,
        )
    )  # fmt: skip
