"""`POST /hooks/sendgrid/events`: SendGrid's Event Webhook; proven over the raw bytes, stored, answered; worked later."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Header
from starlette.responses import Response

from web.problem import Problem
from web.raw_body import raw_body
from worker.engine.hear import EVENTS, store_hook
from worker.engine.parts import Parts
from worker.hearing.signature import BadSignature, verify


def router(parts: Parts, public_key: str) -> APIRouter:
    """The door for what became of letters."""
    routes = APIRouter(include_in_schema=False)

    @routes.post("/hooks/sendgrid/events", response_class=Response)
    def sendgrid_events(
        body: bytes = Depends(raw_body),
        signature: str | None = Header(None, alias="X-Twilio-Email-Event-Webhook-Signature"),
        timestamp: str | None = Header(None, alias="X-Twilio-Email-Event-Webhook-Timestamp"),
        content_type: str = Header("application/json"),
    ) -> Response:
        """Store one proven call, whatever is in it."""
        try:
            verify(public_key, signature, timestamp, body, parts.now())
        except BadSignature as error:
            raise Problem(403, "bad-signature", f"{error}.".capitalize()) from None
        store_hook(parts, EVENTS, content_type[:200], body)
        return Response(status_code=204)

    return routes
