"""`/h/<token>`: a task for a colleague. Shows who wrote what, and takes the answer how it went."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response

from web.form import fields_of, first
from web.headers import LETTERS_OWN_STYLE
from web.page import Pages
from web.raw_body import raw_body
from worker.engine.approval_view import read_waiting_letter
from worker.engine.handoff import Resolution
from worker.engine.handoff_view import REMIND, HandoffView, read_handoff, remind_by_link, resolve_by_link
from worker.engine.parts import Parts


def router(parts: Parts, pages: Pages) -> APIRouter:
    """The page behind a handoff's link."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/h/{token}", methods=["GET", "HEAD"])
    def look(request: Request, token: str) -> Response:
        """Who it is about, and what is asked."""
        return _page(parts, pages, request, read_handoff(parts, token))

    @routes.post("/h/{token}")
    def resolve(request: Request, token: str, body: bytes = Depends(raw_body)) -> Response:
        """Say how it went. Whoever was first stands."""
        said = first(fields_of(body), "resolution")
        handoff = read_handoff(parts, token)
        if handoff is None or said not in handoff.choices:
            return _page(parts, pages, request, handoff, missing=True)
        if said == REMIND:
            return _page(parts, pages, request, remind_by_link(parts, token), put_off=True)
        return _page(parts, pages, request, resolve_by_link(parts, token, Resolution(said)))

    @routes.api_route("/h/{token}/letter", methods=["GET", "HEAD"])
    def letter(request: Request, token: str) -> Response:
        """The letter that waits for approval, as it will look."""
        waiting = read_waiting_letter(parts, token)
        if waiting is None:
            return pages.sorry(request, "gone", 404)
        return HTMLResponse(
            waiting.html, headers={"Content-Security-Policy": LETTERS_OWN_STYLE, "Content-Language": waiting.locale}
        )

    return routes


def _page(
    parts: Parts, pages: Pages, request: Request, handoff: HandoffView | None, *, missing: bool = False, put_off: bool = False
) -> Response:
    if handoff is None:
        return pages.sorry(request, "gone", 404)
    token, locale = str(request.path_params["token"]), pages.language(request)
    return pages.render(
        "handoff",
        locale,
        status=422 if missing and handoff.resolved_at is None else 200,
        handoff=handoff,
        stage=parts.letters.stage_name(locale, handoff.stage) if handoff.stage else None,
        missing=missing,
        put_off=put_off,
        token=token,
        waiting=read_waiting_letter(parts, token),
    )
