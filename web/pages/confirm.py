"""`/c/<token>`: the link mailed to the address itself. Looking changes nothing; the button puts the wish in force."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.page import Pages, host_of
from worker.engine import preferences_confirm
from worker.engine.parts import Parts


def router(parts: Parts, pages: Pages) -> APIRouter:
    """The page behind a confirmation link."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/c/{token}", methods=["GET", "HEAD"])
    def look(request: Request, token: str) -> Response:
        """What was asked for, and one button."""
        return page(request, "confirm", preferences_confirm.look(parts, token))

    @routes.post("/c/{token}")
    def press(request: Request, token: str) -> Response:
        """It is the person's own wish."""
        return page(request, "confirmed", preferences_confirm.confirm(parts, token, host_of(request)))

    def page(request: Request, name: str, found: preferences_confirm.Confirmation | None) -> Response:
        if found is None:
            return pages.sorry(request, "gone", 404)
        return pages.render(name, pages.language(request, found.locale), wish=found.wish, now=parts.now())

    return routes
