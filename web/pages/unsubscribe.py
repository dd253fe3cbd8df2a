"""`/u/<token>`: unsubscribe. Looking changes nothing; pressing the button, ours or the mail program's, stops everything.

`/u/<token>?topic=events` is about one topic: its button stops that one, and the page offers to stop the rest.
"""

from __future__ import annotations

from uuid import uuid4

from fastapi import APIRouter, Depends, Request
from starlette.responses import PlainTextResponse, Response

from campaigns.vocabulary import Topic
from web.form import fields_of, first
from web.page import Pages
from web.raw_body import raw_body
from worker.engine.parts import Parts
from worker.engine.unsubscribe import Button, language_of_letter, unsubscribe
from worker.engine.unsubscribe_topic import read_topic, unsubscribe_from
from worker.rules.tokens import Purpose


def router(parts: Parts, pages: Pages) -> APIRouter:
    """The page behind the unsubscribe link, which is the address of the one-click header too (RFC 8058)."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/u/{token}", methods=["GET", "HEAD"])
    def look(request: Request, token: str, topic: str | None = None) -> Response:
        """One button, or two where the link is about one topic. The same page for any token."""
        locale = pages.language(request, language_of_letter(parts, token))
        about = read_topic(topic)
        return pages.render("unsubscribe" if about is None else "unsubscribe_topic", locale, topic=about)

    @routes.post("/u/{token}")
    def press(request: Request, token: str, topic: str | None = None, body: bytes = Depends(raw_body)) -> Response:
        """Say no for whom the letter went to. The same answer for any token, however often it is pressed."""
        button = Button.MAIL_PROGRAM if is_one_click(body) else Button.OURS
        about = read_topic(topic) if first(fields_of(body), "act") != "all" else None
        if about is not None:
            return stop_topic(request, token, about, button)
        locale = pages.language(request, language_of_letter(parts, token))
        unsubscribe(parts, token, button, request.headers.get("user-agent"))
        if button is Button.MAIL_PROGRAM:
            return PlainTextResponse("unsubscribed")
        return pages.render("unsubscribed", locale, preferences=_preferences_link(parts, token))

    def stop_topic(request: Request, token: str, topic: Topic, button: Button) -> Response:
        left = unsubscribe_from(parts, token, topic, button)
        if button is Button.MAIL_PROGRAM:
            return PlainTextResponse("unsubscribed")
        locale = pages.language(request, left.locale)
        return pages.render("unsubscribed_topic", locale, topic=topic, preferences=_preferences_link(parts, token))

    return routes


def is_one_click(body: bytes) -> bool:
    """Whether a mail program pressed its own button: `List-Unsubscribe=One-Click`, urlencoded or as multipart."""
    said = body.lower()
    return b"list-unsubscribe" in said and b"one-click" in said


def _preferences_link(parts: Parts, token: str) -> str:
    """A link for any token: one that belongs to no letter gets one that leads nowhere, so that both pages look alike."""
    message_id = parts.keyring.read(Purpose.UNSUBSCRIBE, token) or uuid4()
    return f"/p/{parts.keyring.token(Purpose.PREFERENCES, message_id)}"
