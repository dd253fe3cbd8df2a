"""`/j/<token>`: the invitation to the talent network. The button mails a link, since a letter may have been forwarded."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from web.page import Pages
from worker.engine.join import Invitation, ask_to_join, read_invitation
from worker.engine.parts import Parts


def router(parts: Parts, pages: Pages) -> APIRouter:
    """The page behind the invitation's link."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/j/{token}", methods=["GET", "HEAD"])
    def look(request: Request, token: str) -> Response:
        """What it means to be a member, and one button."""
        return page(request, read_invitation(parts, token), asked=False)

    @routes.post("/j/{token}")
    def press(request: Request, token: str) -> Response:
        """Mail the link that makes them a member."""
        return page(request, ask_to_join(parts, token), asked=True)

    def page(request: Request, invitation: Invitation | None, *, asked: bool) -> Response:
        if invitation is None:
            return pages.sorry(request, "gone", 404)
        locale = pages.language(request, invitation.locale)
        return pages.render("join", locale, member=invitation.member, asked=asked)

    return routes
