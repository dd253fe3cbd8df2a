"""`rapport web | intake | clock | worker | release | migrate`: the processes of the Procfile.

Each imports what it needs when it runs, so that `rapport --help` is quick and one broken module breaks one command.
"""

from __future__ import annotations

import typer


def register(app: typer.Typer) -> None:
    """Add the process commands."""
    for command in (web, intake, clock, worker, release, migrate):
        app.command(rich_help_panel="Processes")(command)


def web() -> None:
    """Serve HTTP: events in, provider hooks, links in letters, pages.

    Example: PORT=8000 rapport web
    """
    from web.app import create_app
    from web.server import serve
    from worker.app import build_parts
    from worker.broker import BrokerHints, make_broker
    from worker.heartbeat import beating
    from worker.logs import configure
    from worker.settings import load_settings

    settings = load_settings()
    configure(settings.log_format)
    parts = build_parts(settings, hints=BrokerHints(make_broker(settings.redis_url)))
    with beating(parts.database, "web"):
        serve(create_app(settings, parts), settings)


def intake() -> None:
    """Read the Redis Stream `rapport:events` and store what comes.

    Example: rapport intake
    """
    from worker.app import build_parts
    from worker.broker import BrokerHints, make_broker, redis_client
    from worker.intake import run_intake
    from worker.logs import configure
    from worker.settings import load_settings
    from worker.stopping import stop_event

    settings = load_settings()
    configure(settings.log_format)
    parts = build_parts(settings, hints=BrokerHints(make_broker(settings.redis_url)))
    run_intake(parts, redis_client(settings.redis_url), stop_event(), settings.poll_ms / 1000)


def clock() -> None:
    """Lease what is due and hand it to the workers.

    Example: rapport clock
    """
    from worker.app import build_parts
    from worker.broker import BrokerHints, make_broker
    from worker.clock import run_clock
    from worker.logs import configure
    from worker.settings import load_settings
    from worker.stopping import stop_event

    settings = load_settings()
    configure(settings.log_format)
    hints = BrokerHints(make_broker(settings.redis_url))
    parts = build_parts(settings, hints=hints)
    if not settings.embedded:
        run_clock(parts, hints, stop_event(), settings.poll_ms / 1000)
        return
    from worker.walk.trial import trial_walker

    run_clock(parts, hints, stop_event(), settings.poll_ms / 1000, trial_walker(settings, parts.database).turn)


def worker() -> None:
    """Work: fold events, let campaigns react, send letters, hear what comes back.

    Example: RAPPORT_WORKER_THREADS=8 rapport worker
    """
    from worker.actors import declare_actors
    from worker.app import build_parts
    from worker.broker import BrokerHints, make_broker
    from worker.logs import configure
    from worker.settings import load_settings
    from worker.stopping import stop_event
    from worker.work import run_worker

    settings = load_settings()
    configure(settings.log_format)
    broker = make_broker(settings.redis_url)
    parts = build_parts(settings, hints=BrokerHints(broker))
    declare_actors(broker, parts)
    # A trial writes few letters, and is watched from its first second.
    run_worker(broker, parts, stop_event(), threads=settings.worker_threads, poll_ms=settings.poll_ms, warm=not settings.embedded)


def release() -> None:
    """Prepare a deploy: migrate the database, check campaigns and letters against what is under way.

    Example: rapport release
    """
    from worker.app import build_parts
    from worker.engine.release import ReleaseRefused, check_release
    from worker.logs import configure
    from worker.settings import load_settings

    settings = load_settings()
    configure(settings.log_format)
    _upgrade(settings.database_url)
    parts = build_parts(settings)
    try:
        check_release(parts)
    except ReleaseRefused as refused:
        typer.echo(f"This deploy is refused:\n{refused}", err=True)
        raise typer.Exit(1) from refused
    typer.echo("Ready: the database is at head, campaigns and letters fit what is under way.")


def migrate() -> None:
    """Bring the database up to date.

    Example: DATABASE_URL=postgresql://… rapport migrate
    """
    from worker.settings import load_settings

    _upgrade(load_settings().database_url)
    typer.echo("The database is at head.")


def _upgrade(database_url: str) -> None:
    """Bring the database to head; one that is away, or does not let us, ends the command with a sentence."""
    from sqlalchemy.exc import OperationalError, ProgrammingError

    from worker.store.migrate import upgrade
    from worker.store.trouble import cause_of

    try:
        upgrade(database_url)
    except (OperationalError, ProgrammingError) as error:
        typer.echo(f"The database cannot be used: {cause_of(error)}. Start it, or correct DATABASE_URL.", err=True)
        raise typer.Exit(1) from error
