"""Serving the web application: uvicorn, told whom to believe and how to stop."""

from __future__ import annotations

import uvicorn
from starlette.types import ASGIApp

from worker.settings import Settings
from worker.stopping import stop_event

_LAST_ANSWERS_SECONDS = 10
"""For answers under way when told to stop; `rapport up` waits longer than this."""


def config_of(app: ASGIApp, settings: Settings) -> uvicorn.Config:
    """How it is served: to this machine alone in a trial; where a request came from, only our own proxies are believed."""
    return uvicorn.Config(
        app,
        host="127.0.0.1" if settings.embedded else "0.0.0.0",  # noqa: S104 - in production the platform's router is in front
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=_LAST_ANSWERS_SECONDS,
    )


def serve(app: ASGIApp, settings: Settings) -> None:
    """Serve until SIGTERM or Ctrl-C, then finish what is under way and come back."""
    stop_event()  # uvicorn raises the signal again once it has stopped, which would end the process before it has cleaned up
    uvicorn.Server(config_of(app, settings)).run()
