"""Answers to what went wrong: problem details (RFC 9457) for machines, a plain page for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus

import orjson
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

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
    """A no in the form the asker understands: a problem for a machine, a small page for a person."""
    title = HTTPStatus(status).phrase
    if is_machines(scope["path"]):
        return problem(status, title.lower().replace(" ", "-"), detail, headers=headers)
    return HTMLResponse(_PLAIN.format(title=title, detail=detail), status, headers=dict(headers or {}))


def away(scope: Scope) -> Response:
    """The database is away: nothing was stored, so nothing is acknowledged."""
    detail = "Nothing was stored. Please try again in a moment."
    return refusal(scope, 503, detail, {"Retry-After": str(RETRY_SECONDS)})


_PLAIN = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title>
<link rel="stylesheet" href="/static/rapport.css"></head>
<body><main class="card"><h1>{title}</h1><p>{detail}</p></main></body>
</html>
"""
