"""`/metrics`: figures for Prometheus. No names, no addresses, no tokens."""

from __future__ import annotations

from fastapi import APIRouter
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from starlette.responses import Response

from web.measuring import Measures


def router(measures: Measures) -> APIRouter:
    """The door for whoever draws the curves."""
    routes = APIRouter(include_in_schema=False)

    @routes.get("/metrics")
    def metrics() -> Response:
        """Everything that is measured."""
        return Response(generate_latest(measures.registry), headers={"Content-Type": CONTENT_TYPE_LATEST})

    return routes
