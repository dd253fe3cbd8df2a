"""`rapport sandbox`: the embedded default's stand-in for SendGrid; `rapport sandbox time` moves the time handed in."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic
from time import sleep as pause
from typing import Annotated

import typer
from rich.progress import BarColumn, Progress, TextColumn
from sqlalchemy.exc import SQLAlchemyError

from worker.settings import Settings, load_settings
from worker.time_source import TIME_FILE, HandedTime
from worker.walk.wish import WALK_FILE, Wish

MAILBOX_FILE = "sandbox.sqlite3"
_REFUSED = 2
_LOOK_SECONDS = 2.0


def register(app: typer.Typer) -> None:
    """Add the command group."""
    group = typer.Typer()
    group.callback(invoke_without_command=True)(sandbox)
    group.command("time")(time)
    short = "The stand-in for SendGrid, with a mailbox to look at (embedded default only)."
    app.add_typer(group, name="sandbox", rich_help_panel="Trial", short_help=short)


def sandbox(
    context: typer.Context,
    people: Annotated[str, typer.Option(help="`default` gives each address a person who opens, clicks and answers.")] = "none",
    seed: Annotated[int, typer.Option(help="Decides who is who, and when they do what.")] = 1,
    walk: Annotated[
        bool, typer.Option(help="The page's buttons let time pass through all that is due, as `rapport up` does.")
    ] = False,
) -> None:
    """Run the sandbox in the foreground: it takes letters, shows them in a mailbox page, and posts signed webhooks back.

    Example: rapport sandbox --people default
    """
    if context.invoked_subcommand is not None:
        return
    from sandbox.config import SandboxConfig
    from sandbox.server import PortTaken, serve
    from worker.logs import configure

    settings = _embedded()
    configure(settings.log_format, process="sandbox")
    if people not in {"none", "default"}:
        raise typer.BadParameter("is none or default", param_hint="--people")
    config = SandboxConfig(
        mailbox=settings.data_dir / MAILBOX_FILE,
        port=settings.sandbox_port,
        api_key=settings.sendgrid_api_key,
        events_url=f"{settings.base_url}/hooks/sendgrid/events",
        inbound_url=f"{settings.base_url}/hooks/sendgrid/inbound/{settings.inbound_secret}",
        signing_key=_signing_key(settings),
        time_file=settings.data_dir / TIME_FILE,
        walk_file=settings.data_dir / WALK_FILE if walk else None,
        people="default" if people == "default" else "none",
        reply_domain=settings.reply_domain,
        seed=seed,
    )
    try:
        serve(config)
    except PortTaken as taken:
        print(f"{taken} (here: RAPPORT_SANDBOX_PORT)", file=sys.stderr)
        raise typer.Exit(1) from None


def time(
    step: Annotated[str, typer.Argument(help="How far: +3d, +6h, 90m, 1w; nothing shows the time.")] = "",
    ago: Annotated[str, typer.Option(help="Only print the instant so long ago, as events write it: 3d, 6h.")] = "",
) -> None:
    """Move the time that is handed in to every process on this data folder, or show it.

    Example: rapport sandbox time +3d
    """
    from sandbox.clock import parse_step

    settings = _embedded()
    clock = HandedTime(settings.data_dir / TIME_FILE)
    try:
        if ago:
            typer.echo(f"{clock.now() - parse_step(ago):%Y-%m-%dT%H:%M:%SZ}")
            return
        if step:
            _let_pass(settings, clock, parse_step(step))
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--ago" if ago else "STEP") from None
    typer.echo(f"The time is now {clock.now():%Y-%m-%d %H:%M} UTC.")


def _let_pass(settings: Settings, clock: HandedTime, step: timedelta) -> None:
    """With the stack up, time walks through everything that is due on the way; without it, it is simply moved."""
    if not _runs(settings):
        clock.shift(step)
        print(f"Nothing runs on {settings.data_dir}, so nothing is sent yet. Start it with: rapport up", file=sys.stderr)
        return
    wish = Wish(settings.data_dir)
    to = wish.make(clock.now(), step)
    if not _walked(settings, wish, clock, to):
        print(f"The clock has stopped. The rest of the way to {to:%Y-%m-%d %H:%M} UTC waits for: rapport up", file=sys.stderr)
        raise typer.Exit(1)


def _walked(settings: Settings, wish: Wish, clock: HandedTime, to: datetime) -> bool:
    """Show how time passes until it is where it was wished to be; False when nobody lets it pass any more."""
    start, next_look = clock.now(), monotonic() + _LOOK_SECONDS
    with Progress(TextColumn("{task.description}"), BarColumn(), transient=True) as progress:
        walk = progress.add_task("time passes", total=max((to - start).total_seconds(), 1))
        while wish.read() is not None:
            if monotonic() >= next_look:
                if not _runs(settings):
                    return False
                next_look = monotonic() + _LOOK_SECONDS
            progress.update(walk, completed=(clock.now() - start).total_seconds(), description=f"{clock.now():%d %b %Y %H:%M}")
            pause(0.05)
    return True


def _runs(settings: Settings) -> bool:
    """Whether there is a clock to let time pass, or a `rapport up` that is just starting one."""
    from worker.engine.health import health
    from worker.store.database import Database
    from worker.up.taken import is_locked

    if is_locked(settings.data_dir):
        return True
    database = Database(settings.database_url)
    try:
        return any(one.is_well for one in health(database, datetime.now(UTC), ("clock",)))
    except SQLAlchemyError:
        return False
    finally:
        database.close()


def _embedded() -> Settings:
    settings = load_settings()
    if not settings.embedded:
        print(
            "`rapport sandbox` belongs to the embedded default, and production's settings are set here. "
            "Unset them, or run a sandbox by itself: python -m sandbox --help.",
            file=sys.stderr,
        )
        raise typer.Exit(_REFUSED)
    return settings


def _signing_key(settings: Settings) -> Path:
    from worker.embedded import load_or_make

    path = settings.data_dir / "sandbox_signing_key.pem"
    path.touch(mode=0o600)
    path.write_text(load_or_make(settings.data_dir).webhook_private_key_pem, encoding="utf-8")
    return path
