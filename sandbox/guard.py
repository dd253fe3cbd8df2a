"""Keeps other web pages out of the sandbox's own pages: a browser on this machine must not be led to move time or play acts."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from sandbox.loopback import is_loopback


class Guard:
    """Refuses names that are not this machine (DNS rebinding) and changes asked for by other origins."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets through what may pass."""
        # The mail door has a key of its own, and is the hot path.
        if scope["type"] != "http" or scope["path"].startswith("/v3/"):
            await self._app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        host = headers.get(b"host", b"").decode("latin-1")
        origin = headers.get(b"origin", b"").decode("latin-1")
        if not is_loopback(f"http://{host}/"):
            await PlainTextResponse("the sandbox answers on 127.0.0.1 and localhost only", 403)(scope, receive, send)
        elif scope["method"] not in ("GET", "HEAD") and origin and urlsplit(origin).netloc != host:
            await PlainTextResponse("not from another origin", 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)
