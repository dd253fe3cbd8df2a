"""The web application: every door and every page, behind the same limits and headers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from web.answers import RETRY_SECONDS, away, problem, refusal
from web.body_limit import BodyLimit, BodyTooBig, BodyTooSlow
from web.doors import events, health, metrics, sendgrid_events, sendgrid_inbound
from web.doors.events_openapi import describe
from web.event_keys import EventKeys, TokenBuckets
from web.headers import SafeHeaders
from web.links import router as tracked_links
from web.measuring import Counting, Measures
from web.page import Pages
from web.pages import access, confirm, front, handoff, join, newsletters, preferences, sign_up, sign_up_link, unsubscribe
from web.problem import Problem
from worker.broker import redis_client
from worker.engine.parts import Parts
from worker.settings import Settings

_STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings, parts: Parts, *, buckets: TokenBuckets | None = None) -> FastAPI:
    """The application, as uvicorn serves it. Connects to nothing until it is asked something."""
    app = FastAPI(title="Rapport", version="1", docs_url=None, redoc_url=None, openapi_url="/openapi.json")
    pages = Pages(settings.company, settings.default_locale)
    app.state.pages = pages
    measures = Measures(parts)
    keys = EventKeys(settings.event_keys)
    for router in (
        events.router(parts, keys, buckets or TokenBuckets(time.monotonic)),
        *_provider_doors(settings, parts),
        health.router(parts, redis_client(settings.redis_url)),
        metrics.router(measures),
        front.router(pages, sign_up=parts.policy.sign_up),
        tracked_links(parts),
        unsubscribe.router(parts, pages),
        preferences.router(parts, pages),
        confirm.router(parts, pages),
        join.router(parts, pages),
        sign_up.router(parts, pages),
        sign_up_link.router(parts, pages),
        access.router(parts, pages),
        handoff.router(parts, pages),
        newsletters.router(parts, pages),
    ):
        app.include_router(router)
    app.mount("/static", _Static(directory=_STATIC), name="static")
    _answer_what_goes_wrong(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(SafeHeaders, https=settings.base_url.startswith("https://"))
    app.add_middleware(Counting, measures=measures)
    app.openapi = partial(_openapi, app.openapi)  # type: ignore[method-assign]
    return app


def _provider_doors(settings: Settings, parts: Parts) -> Iterator[APIRouter]:
    """SendGrid's hooks, where their secrets are set: without one there is no door."""
    if settings.sendgrid_webhook_public_key:
        yield sendgrid_events.router(parts, settings.sendgrid_webhook_public_key)
    if settings.inbound_secret:
        yield sendgrid_inbound.router(parts, settings.inbound_secret)


class _Static(StaticFiles):
    """The pages' own files: the same for everybody, so they may be kept for an hour."""

    def file_response(self, *args: Any, **kwargs: Any) -> Response:
        """The file, with leave to keep it."""
        response = super().file_response(*args, **kwargs)
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response


def _openapi(made: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    return describe(made())


def _answer_what_goes_wrong(app: FastAPI) -> None:
    """Every way a request can fail has an answer of its own; nothing of the request is repeated in it."""

    @app.exception_handler(Problem)
    def _problem(_: Request, error: Problem) -> Response:
        return problem(error.status, error.name, error.detail, headers=error.headers)

    @app.exception_handler(BodyTooBig)
    def _too_big(request: Request, error: BodyTooBig) -> Response:
        return refusal(request.scope, 413, str(error))

    @app.exception_handler(BodyTooSlow)
    def _too_slow(request: Request, error: BodyTooSlow) -> Response:
        return refusal(request.scope, 503, str(error), {"Connection": "close", "Retry-After": str(RETRY_SECONDS)})

    @app.exception_handler(HTTPException)
    def _http(request: Request, error: HTTPException) -> Response:
        return refusal(request.scope, error.status_code, str(error.detail), error.headers)

    @app.exception_handler(ClientDisconnect)
    def _gone(request: Request, _: ClientDisconnect) -> Response:
        return refusal(request.scope, 400, "The request ended early.")

    for kind in (OperationalError, InterfaceError, NoConnectionFree):

        @app.exception_handler(kind)
        def _away(request: Request, _: Exception) -> Response:
            return away(request.scope)
