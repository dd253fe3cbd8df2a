"""The gallery as a web application, for one person on the same machine."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from hmac import compare_digest

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from emails.mistake import LetterMistake
from worker.gallery.frames import with_stand_ins
from worker.gallery.page import letter_page, mistake_page, wall_page
from worker.gallery.shelf import Shelf

SendTest = Callable[[str, str, str, str], str]
"""Sends a letter (name, locale, sample) to an address, and says in a sentence what came of it."""


def gallery(shelf: Shelf, send_test: SendTest) -> Starlette:
    """The pages of all letters on that shelf. Only this machine's own names for itself are answered (no DNS rebinding)."""
    token = secrets.token_urlsafe(24)

    def wall(request: Request) -> Response:
        asked = request.query_params
        return _page(shelf, lambda: wall_page(shelf, asked.get("locale", "en"), asked.get("sample", "rich")))

    def letter(request: Request, told: str = "") -> Response:
        name, locale, sample = _asked(request)
        images = request.query_params.get("images") != "off"
        return _page(shelf, lambda: letter_page(shelf, shelf.show(name, locale, sample), images=images, form=token, told=told))

    def raw(request: Request) -> Response:
        name, locale, sample = _asked(request)
        return _page(shelf, lambda: with_stand_ins(shelf.show(name, locale, sample).rendered.html))

    async def send(request: Request) -> Response:
        form = await request.form()
        if not compare_digest(str(form.get("token", "")), token):
            return PlainTextResponse("Open the letter again, and send from there.", 403)
        told = await run_in_threadpool(send_test, *_asked(request), str(form.get("to", "")).strip())
        return await run_in_threadpool(letter, request, told)

    def stamp(_: Request) -> Response:
        return PlainTextResponse(shelf.stamp())

    return Starlette(
        routes=[
            Route("/", lambda _: RedirectResponse("/letters")),
            Route("/letters", wall),
            Route("/letters/{name}/{locale}/{sample}", letter),
            Route("/letters/{name}/{locale}/{sample}", send, methods=["POST"]),
            Route("/raw/{name}/{locale}/{sample}", raw),
            Route("/stamp", stamp),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])],
    )


def _asked(request: Request) -> tuple[str, str, str]:
    path = request.path_params
    return str(path["name"]), str(path["locale"]), str(path["sample"])


def _page(shelf: Shelf, make: Callable[[], str]) -> Response:
    """The page; where the files are wrong, what is wrong with them, and it comes back once they are mended."""
    try:
        html, status = make(), 200
    except LetterMistake as mistake:
        html, status = mistake_page(shelf, mistake), 422
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"})
