"""Serve: the gallery on loopback until Ctrl-C, and a browser that shows it."""

from __future__ import annotations

import socket
import threading
import webbrowser
from collections.abc import Callable

import uvicorn

from worker.gallery.app import SendTest, gallery
from worker.gallery.shelf import Shelf

_HOST = "127.0.0.1"


class PortTaken(Exception):
    """Another program listens there."""


def serve(shelf: Shelf, send_test: SendTest, port: int, path: str, *, show: bool, say: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; port 0 is any free one. `path` is opened first. Raises `PortTaken`."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_HOST, port))
    except OSError:
        listening.close()
        raise PortTaken(f"Something else listens on port {port}; choose another with --port.") from None
    address = f"http://{_HOST}:{listening.getsockname()[1]}{path}"
    say(f"{address}   Ctrl-C ends it.")
    if show:
        threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
    config = uvicorn.Config(gallery(shelf, send_test), log_level="warning", timeout_graceful_shutdown=1)
    uvicorn.Server(config).run(sockets=[listening])
