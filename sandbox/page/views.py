"""The pages: the list, a letter beside it, and the buttons."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, HTTPException
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from sandbox.box import Box
from sandbox.clock import NoTimeFile, parse_step
from sandbox.letter import Letter
from sandbox.links import content_links, links
from sandbox.page import wording
from sandbox.page.download import downloaded
from sandbox.page.frame import framed

HERE = Path(__file__).parent
PER_PAGE = 40
VIEWS = {"html": "Letter", "phone": "Phone", "text": "Text", "source": "Source", "events": "Events"}
STEPS = {"1h": "+1 hour", "1d": "+1 day", "1w": "+1 week", "30d": "+30 days"}
_LOOKS_AT_A_WALK = 100
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_REFERRER = "same-origin"  # with no-referrer, browsers call the origin of the page's own forms "null", and the guard refuses them


class Pages:
    """Renders the pages of one sandbox."""

    def __init__(self, box: Box) -> None:
        self._box = box
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(full=wording.full, happened=wording.happened, preview=wording.preview)

    def mailbox(self, search: str, page: int, letter: Letter | None, view: str) -> HTMLResponse:
        """The list, and a letter beside it when there is one."""
        now = self._box.clock.timestamp()
        found = self._box.letters.found(search)
        pages = max(1, -(-found // PER_PAGE))
        page = min(max(1, page), pages)
        listed = self._box.letters.newest(search, (page - 1) * PER_PAGE, PER_PAGE)
        values: dict[str, Any] = {
            "letters": listed, "names": self._box.outbox.names([shown.id for shown in listed]), "found": found,
            "search": search, "page": page, "pages": pages, "letter": letter, "view": view, "views": VIEWS, "steps": STEPS,
            "count": self._box.letters.count, "now": now, "movable": self._box.clock.path is not None,
            "stands": self._box.clock.mode() == "at", "short": lambda seconds: wording.short(seconds, now),
            "here": _query(search, page), "turn": lambda to: _query(search, to),
        }  # fmt: skip
        if letter is not None:
            values |= self._details(letter)
        html = self._templates.get_template("mailbox.html").render(values)
        return HTMLResponse(html, headers={"Content-Security-Policy": _POLICY, "Referrer-Policy": _REFERRER})

    def _details(self, letter: Letter) -> dict[str, Any]:
        persona = self._box.cast.who(letter)
        posts = self._box.outbox.about(letter.id)
        return {
            "persona": persona,
            "acts": list(self._box.acts.values()),
            "links": links(letter),
            "chosen": next(iter(content_links(letter)), None),
            "posts": [(post, _readable(post.body)) for post in posts],
            "reactions": self._box.reactions.about(letter.id),
        }


def _query(search: str, page: int) -> str:
    given = {name: value for name, value in (("q", search), ("page", page)) if value and value != 1}
    return "?" + urlencode(given) if given else ""


def _readable(body: bytes) -> str:
    document = orjson.loads(body)
    if "email" in document and "envelope" in document:
        return str(document["email"]).replace("\r\n", "\n")
    return orjson.dumps(document, option=orjson.OPT_INDENT_2).decode()


def page_routes(box: Box) -> APIRouter:
    """Looking."""
    routes = APIRouter()
    pages = Pages(box)

    @routes.get("/")
    async def mailbox(q: str = "", page: int = 1) -> Response:
        return pages.mailbox(q.strip(), page, None, "html")

    @routes.get("/messages/{letter_id}")
    async def message(letter_id: int, view: str = "html", q: str = "", page: int = 1) -> Response:
        shown = view if view in VIEWS else "html"
        letter = _found(box, letter_id)
        if shown == "html" and not letter.html:
            shown = "text"
        return pages.mailbox(q.strip(), page, letter, shown)

    @routes.get("/messages/{letter_id}/html")
    async def frame(letter_id: int) -> Response:
        return framed(_found(box, letter_id).html)

    @routes.get("/messages/{letter_id}/attachments/{index}")
    async def attachment(letter_id: int, index: int) -> Response:
        letter = _found(box, letter_id)
        if not 0 <= index < len(letter.attachments):
            raise HTTPException(404, "no such attachment")
        return downloaded(letter.attachments[index])

    return routes


def button_routes(box: Box) -> APIRouter:
    """Pressing."""
    routes = APIRouter()

    @routes.post("/messages/{letter_id}/act")
    async def act(letter_id: int, request: Request) -> Response:
        _found(box, letter_id)
        form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
        args = {name: value for name, value in form.items() if name in ("text", "url") and value.strip()}
        try:
            reaction = box.play(letter_id, form.get("act", ""), args)
        except KeyError as error:
            raise HTTPException(422, "no such act") from error
        await _played(box, reaction)
        return RedirectResponse(f"/messages/{letter_id}?view=events", 303)

    @routes.post("/time")
    async def move_time(request: Request) -> Response:
        form = await request.form()
        try:
            box.clock.advance(parse_step(str(form.get("advance", ""))))
        except (NoTimeFile, ValueError) as error:
            raise HTTPException(422, str(error)) from error
        box.reactor.wake()
        await _walked(box)
        return RedirectResponse("/", 303)

    return routes


async def _walked(box: Box) -> None:
    """Waits some seconds for time to get to where it was wished to be, so that the page that follows shows it."""
    for _ in range(_LOOKS_AT_A_WALK):
        if not box.clock.walks:
            return
        await asyncio.sleep(0.05)


async def _played(box: Box, reaction_id: int) -> None:
    """Waits a moment for a reaction, so that the page that follows already shows it."""
    for _ in range(100):
        reaction = box.reactions.get(reaction_id)
        if reaction is None or reaction.state != "pending" or reaction.attempts:
            return
        await asyncio.sleep(0.02)


def _found(box: Box, letter_id: int) -> Letter:
    letter = box.letters.get(letter_id)
    if letter is None:
        raise HTTPException(404, "no such letter")
    return letter
