"""`/l/<token>` and `/o/<token>.gif`: our own tracked links and pixel. They count, and change nothing else."""

from __future__ import annotations

from uuid import UUID

import structlog
from fastapi import APIRouter, Request
from sqlalchemy.exc import SQLAlchemyError
from starlette.background import BackgroundTask
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from worker.engine.parts import Parts
from worker.engine.tracking_links import target_of
from worker.engine.tracking_touch import take_touch
from worker.rules.signal_kind import SignalKind
from worker.rules.tokens import Purpose

_log = structlog.get_logger(__name__)
_SHOWN_ELSEWHERE = {"Cache-Control": "no-store", "Cross-Origin-Resource-Policy": "cross-origin"}
_PIXEL = bytes.fromhex("47494638396101000100800000000000ffffff21f90401000000002c00000000010001000002024401003b")
"""A transparent GIF of one pixel."""


def router(parts: Parts) -> APIRouter:
    """The doors behind the links and the pixel of letters. What is not in the database is never redirected to."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/l/{token}", methods=["GET", "HEAD"])
    def follow(request: Request, token: str) -> Response:
        """On to where the letter's link leads. A token we did not sign, or whose letter is gone, leads nowhere."""
        target = target_of(parts, token)
        if target is None:
            raise HTTPException(404)
        message_id, url = target
        # Noted after the answer: whoever follows a link does not wait for it, nor for a database that takes no writing.
        note = BackgroundTask(_note, parts, SignalKind.CLICKED, message_id, request, url)
        return RedirectResponse(url, 302, {"Cache-Control": "no-store"}, note)

    @routes.api_route("/o/{token}.gif", methods=["GET", "HEAD"])
    def show(request: Request, token: str) -> Response:
        """The pixel; nothing is asked of the database before it is answered."""
        message_id = parts.keyring.read(Purpose.PIXEL, token)
        if message_id is None:
            raise HTTPException(404)
        note = BackgroundTask(_note, parts, SignalKind.OPENED, message_id, request, None)
        return Response(_PIXEL, media_type="image/gif", headers=_SHOWN_ELSEWHERE, background=note)

    return routes


def _note(parts: Parts, kind: SignalKind, message_id: UUID, request: Request, url: str | None) -> None:
    try:
        agent, referrer = request.headers.get("user-agent"), request.headers.get("referer")
        take_touch(parts, kind, message_id, method=request.method, user_agent=agent, url=url, referrer=referrer)
    except SQLAlchemyError as error:
        _log.warning("a touch could not be stored", kind=kind.value, error=type(error).__name__)
