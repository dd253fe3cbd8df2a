"""`/healthz`: the process lives. `/readyz`: everything it needs is there."""

from __future__ import annotations

import orjson
import redis
from fastapi import APIRouter
from starlette.responses import PlainTextResponse, Response

from worker.engine.parts import Parts
from worker.engine.readiness import check_readiness


def router(parts: Parts, client: redis.Redis) -> APIRouter:
    """The doors for whoever watches over the processes."""
    routes = APIRouter(include_in_schema=False)

    @routes.api_route("/healthz", methods=["GET", "HEAD"])
    def healthz() -> Response:
        """Yes, as long as there is an answer."""
        return PlainTextResponse("ok")

    @routes.api_route("/readyz", methods=["GET", "HEAD"])
    def readyz() -> Response:
        """200 when every check is good, else 503; each check says what it found."""
        checks = check_readiness(parts.database, client)
        ready = all(check.good for check in checks.values())
        document = {"ready": ready, "checks": {name: {"good": c.good, "says": c.says} for name, c in checks.items()}}
        return Response(orjson.dumps(document), 200 if ready else 503, media_type="application/json")

    return routes
