"""`/s/<token>`: the link mailed to whoever signed up. Looking changes nothing; the button makes a member."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.page import Pages, host_of
from worker.engine.parts import Parts
from worker.engine.sign_up_confirm import SigningUp, confirm_sign_up, look_at_sign_up


def router(parts: Parts, pages: Pages) -> APIRouter:
    """The page behind a sign-up's link."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/s/{token}", methods=["GET", "HEAD"])
    def look(request: Request, token: str) -> Response:
        """What was asked for, and one button."""
        return page(request, "sign_up_confirm", look_at_sign_up(parts, token))

    @routes.post("/s/{token}")
    def press(request: Request, token: str) -> Response:
        """It was the mailbox's owner, and they are a member."""
        return page(request, "signed_up", confirm_sign_up(parts, token, host_of(request)))

    def page(request: Request, name: str, found: SigningUp | None) -> Response:
        if found is None:
            return pages.sorry(request, "gone", 404)
        return pages.render(name, pages.language(request, found.locale), asked=found)

    return routes
