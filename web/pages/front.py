"""`/`: says what this is, to somebody who came without a link."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.page import Pages


def router(pages: Pages, *, sign_up: bool) -> APIRouter:
    """The front page."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/", methods=["GET", "HEAD"])
    def front(request: Request) -> Response:
        """A few words."""
        return pages.render("front", pages.language(request), sign_up=sign_up)

    return routes
