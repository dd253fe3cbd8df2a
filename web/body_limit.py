"""Bodies: how many bytes each route takes and how long they may take, before anything is parsed; packed bodies are refused."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.answers import refusal

KIB, MIB = 1024, 1024 * 1024
_TRUNCATED = "rapport.truncated"
PATIENCE_SECONDS = 60.0
"""For a whole body: who sends a byte at a time holds a connection, and what came so far, no longer."""


@dataclass(frozen=True, slots=True)
class Limit:
    """What a route takes. `cut`: take the first part and leave the rest, instead of refusing."""

    most_bytes: int
    cut: bool = False


PAGES = Limit(64 * KIB)
LIMITS = {
    "/events": Limit(5 * MIB),
    "/hooks/sendgrid/events": Limit(5 * MIB),
    "/hooks/sendgrid/inbound/": Limit(35 * MIB, cut=True),
}


class BodyTooBig(Exception):
    """The body is longer than the route takes."""


class BodyTooSlow(Exception):
    """The body did not arrive in time."""


class BodyLimit:
    """ASGI middleware: 413 for a body that is too big, 415 for a packed one, before the route sees anything of it.

    One that does not arrive in time is a 503, upon which a provider tries again. Mail that comes in is never refused (its
    provider would drop it for ever): it is cut, and the route can ask `was_cut`.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, counting its bytes."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = _limit_of(scope["path"])
        headers = dict(scope["headers"])
        if not limit.cut:
            if headers.get(b"content-encoding", b"identity").strip().lower() not in (b"", b"identity"):
                await refusal(scope, 415, "Send the body as it is: a packed body (Content-Encoding) is not taken.")(
                    scope, receive, send
                )
                return
            if _told_length(headers) > limit.most_bytes:
                await refusal(scope, 413, too_big(limit))(scope, receive, send)
                return
        await self._app(scope, _counting(scope, receive, limit), send)


def was_cut(scope: Scope) -> bool:
    """Whether the body was longer than the route takes, and its end is missing."""
    return bool(scope.get(_TRUNCATED, False))


def too_big(limit: Limit) -> str:
    """What to tell somebody who sent too much."""
    return f"The body is bigger than the {limit.most_bytes:,} bytes this address takes."


def _limit_of(path: str) -> Limit:
    return next((limit for prefix, limit in LIMITS.items() if path.startswith(prefix)), PAGES)


def _told_length(headers: dict[bytes, bytes]) -> int:
    told = headers.get(b"content-length", b"0")
    return int(told) if told.isdigit() else 0


def _counting(scope: Scope, receive: Receive, limit: Limit) -> Receive:
    """A `receive` that stops at the limit: it raises `BodyTooBig`, or ends the body early and notes it in the scope.

    Raises `BodyTooSlow` when time runs out before the body has ended.
    """
    left = limit.most_bytes
    due: float | None = asyncio.get_running_loop().time() + PATIENCE_SECONDS

    async def counted() -> Message:
        nonlocal left, due
        try:
            async with asyncio.timeout_at(due):
                message = await receive()
        except TimeoutError:
            raise BodyTooSlow("The body did not arrive in time.") from None
        if message["type"] != "http.request":
            return message
        if not message.get("more_body", False):
            due = None  # what is waited for now is that the other side leaves
        body: bytes = message.get("body", b"")
        if len(body) <= left:
            left -= len(body)
            return message
        if not limit.cut:
            raise BodyTooBig(too_big(limit))
        scope[_TRUNCATED] = True
        return {"type": "http.request", "body": body[:left], "more_body": False}

    return counted
