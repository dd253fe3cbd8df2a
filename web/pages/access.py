"""`/d/<token>`: what we hold about you. `/e/<token>`: erase it. Both links were mailed to the address itself, for an hour."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from web.language import locales
from web.page import Pages
from worker.engine.access import erase_by_link, look_at_erasure, read_access
from worker.engine.parts import Parts


def router(parts: Parts, pages: Pages) -> APIRouter:
    """The pages behind the two links."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/d/{token}", methods=["GET", "HEAD"])
    def read(request: Request, token: str) -> Response:
        """To read."""
        held = read_access(parts, token)
        if held is None:
            return pages.sorry(request, "gone", 404)
        data = f"/d/{token}/data.json"
        return pages.render("held", pages.language(request, held.locale), held=held, data=data, locales=locales())

    @routes.api_route("/d/{token}/data.json", methods=["GET", "HEAD"])
    def take(request: Request, token: str) -> Response:
        """All of it, as data to take along."""
        held = read_access(parts, token)
        if held is None:
            return pages.sorry(request, "gone", 404)
        return JSONResponse(held.everything, headers={"Content-Disposition": 'attachment; filename="what-we-hold.json"'})

    @routes.api_route("/e/{token}", methods=["GET", "HEAD"])
    def look(request: Request, token: str) -> Response:
        """What it means, and one button."""
        return erasure(request, "erase", look_at_erasure(parts, token))

    @routes.post("/e/{token}")
    def press(request: Request, token: str) -> Response:
        """Gone, for good."""
        return erasure(request, "erased", erase_by_link(parts, token))

    def erasure(request: Request, name: str, locale: str | None) -> Response:
        if locale is None:
            return pages.sorry(request, "gone", 404)
        return pages.render(name, pages.language(request, locale))

    return routes
