"""`/p/<token>`: what a person wants from us. Shows their choices, never their address or anything else known of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from campaigns.vocabulary import Topic
from web.form import fields_of, first
from web.language import locales
from web.page import Pages
from web.raw_body import raw_body
from worker.engine.access import Asking, ask_for
from worker.engine.parts import Parts
from worker.engine.preferences import Often, Preferences, read_preferences
from worker.engine.preferences_change import Changed, Choice, Pause, ask_again, choose, stop


def router(parts: Parts, pages: Pages) -> APIRouter:
    """The page behind the preferences link."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/p/{token}", methods=["GET", "HEAD"])
    def look(request: Request, token: str) -> Response:
        """The choices in force."""
        return _page(pages, request, read_preferences(parts, token))

    @routes.post("/p/{token}")
    def act(request: Request, token: str, body: bytes = Depends(raw_body)) -> Response:
        """Save, stop everything, ask to hear from us again, ask for the data, or to be erased."""
        fields = fields_of(body)
        before = read_preferences(parts, token)
        match first(fields, "act"):
            case "save" if before is not None:
                changed = choose(parts, token, read_choice(fields, before))
                return _page(pages, request, read_preferences(parts, token), changed=changed)
            case "stop":
                stop(parts, token, request.headers.get("user-agent"))
                return _page(pages, request, read_preferences(parts, token), just_now=True)
            case "data" | "erasure" as asked:
                return _page(pages, request, before, mailed=ask_for(parts, token, Asking(asked)))
            case "again":
                return _page(pages, request, before, asked=ask_again(parts, token))
        return _page(pages, request, before)

    return routes


def _page(
    pages: Pages,
    request: Request,
    preferences: Preferences | None,
    *,
    changed: Changed | None = None,
    just_now: bool = False,
    asked: bool = False,
    mailed: bool = False,
) -> Response:
    if preferences is None:
        return pages.sorry(request, "gone", 404)
    locale = pages.language(request, preferences.locale)
    if preferences.stopped:
        return pages.render("stopped", locale, just_now=just_now, asked=asked, mailed=mailed)
    return pages.render(
        "preferences",
        locale,
        preferences=preferences,
        changed=changed,
        mailed=mailed,
        oftens=tuple(Often),
        locales=locales(),
    )


def read_choice(fields: Mapping[str, Sequence[str]], current: Preferences) -> Choice:
    """The form as it was filled in; a field that is missing or makes no sense stays as it is."""
    locale = first(fields, "locale")
    wanted = frozenset(fields.get("topic", ()))
    return Choice(
        topics=frozenset(topic for topic in Topic if topic.value in wanted),
        often=_OFTEN.get(first(fields, "often"), current.often),
        pause=_PAUSES.get(first(fields, "pause"), Pause.KEEP),
        locale=locale if locale in locales() else current.locale,
        tracking=first(fields, "tracking") == "on",
    )


_OFTEN = {often.value: often for often in Often}
_PAUSES = {pause.value: pause for pause in Pause}
