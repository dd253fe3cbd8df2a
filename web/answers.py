"""Answers to what went wrong: problem details (RFC 9457) for machines, a plain page for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from web.page import Pages

_MACHINES = ("/events", "/hooks/", "/healthz", "/readyz", "/metrics", "/openapi.json")
PROBLEM = "application/problem+json"
RETRY_SECONDS = 5


def is_machines(path: str) -> bool:
    """Whether this path is a door for machines."""
    return path.startswith(_MACHINES)


def problem(
    status: int,
    name: str,
    detail: str,
    *,
    headers: Mapping[str, str] | None = None,
    faults: Sequence[Mapping[str, str]] = (),
) -> Response:
    """Problem details: `name` is what a program can tell problems apart by, `detail` is for whoever reads the log."""
    document: dict[str, object] = {
        "type": f"urn:rapport:problem:{name}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if faults:
        document["faults"] = list(faults)
    return Response(orjson.dumps(document), status, headers=dict(headers or {}), media_type=PROBLEM)


def refusal(scope: Scope, status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """A no in the form the asker understands: a problem for a machine, a page in their language for a person."""
    if is_machines(scope["path"]):
        name = HTTPStatus(status).phrase.lower().replace(" ", "-")
        return problem(status, name, detail, headers=headers)
    pages: Pages = scope["app"].state.pages
    page = pages.sorry(Request(scope), _KINDS.get(status, "broke" if status >= 500 else "not_found"), status)
    page.headers.update(headers or {})
    return page


def away(scope: Scope) -> Response:
    """The database is away: nothing was stored, so nothing is acknowledged."""
    detail = "Nothing was stored. Please try again in a moment."
    return refusal(scope, 503, detail, {"Retry-After": str(RETRY_SECONDS)})


_KINDS = {413: "too_big", 415: "too_big", 503: "away"}
