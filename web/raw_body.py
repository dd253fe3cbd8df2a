"""The request's body as it came, for doors that check a signature or a size before they parse anything."""

from __future__ import annotations

from starlette.requests import Request


async def raw_body(request: Request) -> bytes:
    """All bytes of the body. Raises `BodyTooBig` past the route's limit."""
    return await request.body()
