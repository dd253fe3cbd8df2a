"""`rapport web | intake | clock | worker | release | migrate`: the processes of the Procfile."""

from __future__ import annotations

import typer

from worker.app import build_parts
from worker.broker import BrokerHints, make_broker, redis_client
from worker.logs import configure
from worker.settings import load_settings
from worker.stopping import stop_event


def register(app: typer.Typer) -> None:
    """Add the process commands."""
    for command in (web, intake, clock, worker, release, migrate):
        app.command(rich_help_panel="Processes")(command)


def web() -> None:
    """Serve HTTP: events in, provider hooks, links in letters, pages.

    Example: PORT=8000 rapport web
    """
    import uvicorn  # only this process needs the server

    from web.app import create_app

    settings = load_settings()
    configure(settings.log_format)
    parts = build_parts(settings, hints=BrokerHints(make_broker(settings.redis_url)))
    host = "127.0.0.1" if settings.embedded else "0.0.0.0"  # noqa: S104 - in production the platform's router is in front
    uvicorn.run(
        create_app(settings, parts), host=host, port=settings.port, log_config=None, access_log=False, server_header=False
    )


def intake() -> None:
    """Read the Redis Stream `rapport:events` and store what comes."""
    from worker.intake import run_intake

    settings = load_settings()
    configure(settings.log_format)
    parts = build_parts(settings, hints=BrokerHints(make_broker(settings.redis_url)))
    run_intake(parts, redis_client(settings.redis_url), stop_event(), settings.poll_ms / 1000)


def clock() -> None:
    """Lease what is due and hand it to the workers."""
    from worker.clock import run_clock

    settings = load_settings()
    configure(settings.log_format)
    hints = BrokerHints(make_broker(settings.redis_url))
    run_clock(build_parts(settings, hints=hints), hints, stop_event(), settings.poll_ms / 1000)


def worker() -> None:
    """Work: fold events, let campaigns react, send letters, hear what comes back."""
    from worker.actors import declare_actors
    from worker.work import run_worker

    settings = load_settings()
    configure(settings.log_format)
    broker = make_broker(settings.redis_url)
    parts = build_parts(settings, hints=BrokerHints(broker))
    declare_actors(broker, parts)
    run_worker(broker, parts, stop_event(), threads=settings.worker_threads, poll_ms=settings.poll_ms)


def release() -> None:
    """Prepare a deploy: migrate the database, check campaigns and letters against what is under way."""
    from worker.engine.release import check_release

    settings = load_settings()
    configure(settings.log_format)
    _migrate(settings.database_url)
    parts = build_parts(settings)
    parts.letters.warm()
    check_release(parts)
    typer.echo("Ready: the database is at head, campaigns and letters fit what is under way.")


def migrate() -> None:
    """Bring the database up to date.

    Example: DATABASE_URL=postgresql://… rapport migrate
    """
    _migrate(load_settings().database_url)
    typer.echo("The database is at head.")


def _migrate(url: str) -> None:
    from worker.store.migrate import upgrade

    upgrade(url)
