"""The sandbox as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from sandbox.api.reading import letter_routes, state_routes
from sandbox.api.steering import fault_routes, people_routes, time_routes
from sandbox.box import Box
from sandbox.config import SandboxConfig
from sandbox.guard import Guard
from sandbox.mailsend.door import MailDoor
from sandbox.page.views import HERE, button_routes, page_routes


def create_app(config: SandboxConfig) -> FastAPI:
    """A sandbox that runs for as long as the application does. Raises ValueError for a key or people file it cannot use."""
    box = Box(config)

    @asynccontextmanager
    async def running(_: FastAPI) -> AsyncIterator[None]:
        box.start()
        yield
        box.stop()

    # No generated API pages: they would load scripts from elsewhere.
    app = FastAPI(title="Sandbox", lifespan=running, docs_url=None, redoc_url=None, openapi_url=None)
    door = MailDoor(box)
    app.add_route("/v3/mail/send", door.send, methods=["POST"])
    app.add_route("/v3/scopes", door.scopes, methods=["GET"])
    for routes in (letter_routes, state_routes, time_routes, people_routes, fault_routes, page_routes, button_routes):
        app.include_router(routes(box))
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    app.add_middleware(Guard)
    return app
