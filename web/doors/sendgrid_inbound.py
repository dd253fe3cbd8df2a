"""`POST /hooks/sendgrid/inbound/<secret>`: SendGrid's Inbound Parse. Stored raw, answered 200; never 4xx for a real mail."""

from __future__ import annotations

import hmac

from fastapi import APIRouter, Depends, Request
from starlette.responses import PlainTextResponse, Response

from web.body_limit import was_cut
from web.problem import Problem
from web.raw_body import raw_body
from worker.engine.hear import INBOUND, store_hook
from worker.engine.oversized_mail import note_oversized_mail
from worker.engine.parts import Parts


def router(parts: Parts, secret: str) -> APIRouter:
    """The door for mail that comes in."""
    routes = APIRouter(include_in_schema=False)

    def known(request: Request) -> None:
        """Checked before a byte of the body is read; an address that is not ours is nowhere."""
        given = request.path_params["secret"].encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, secret.encode()):
            raise Problem(404, "not-found", "There is nothing here.")

    @routes.post("/hooks/sendgrid/inbound/{secret}", dependencies=[Depends(known)], response_class=Response)
    def sendgrid_inbound(request: Request, body: bytes = Depends(raw_body)) -> Response:
        """Store one mail as it came, its boundary with it. One that is too big is stored as far as it goes, with an alarm."""
        store_hook(parts, INBOUND, request.headers.get("content-type", "")[:500], body)
        if was_cut(request.scope):
            note_oversized_mail(parts, len(body))
        return PlainTextResponse("stored")

    return routes
