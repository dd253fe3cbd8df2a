"""`rapport imap`: replies in from a mailbox."""

from __future__ import annotations

from typing import Annotated

import typer

_UNSET = "RAPPORT_IMAP_URL is not set: no mailbox is read for replies. See docs/replies.md."


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("imap", rich_help_panel="Processes")(imap)


def imap(once: Annotated[bool, typer.Option("--once", help="Read what is new, with a progress bar, and end.")] = False) -> None:
    """Read replies from the mailbox RAPPORT_IMAP_URL names, every so often. Without one it idles.

    Example: rapport imap --once
    """
    if once:
        _read_once()
    else:
        _keep_reading()


def _keep_reading() -> None:
    import structlog

    from worker.app import build_parts
    from worker.broker import BrokerHints, make_broker
    from worker.imap.account import account_of
    from worker.imap.process import run_imap
    from worker.logs import configure
    from worker.settings import load_settings
    from worker.stopping import stop_event

    settings = load_settings()
    configure(settings.log_format)
    account, stop = account_of(settings), stop_event()
    if account is None:
        # A platform that starts every line of the Procfile takes one that ends for a crash.
        structlog.get_logger(__name__).info(_UNSET)
        stop.wait()
        return
    parts = build_parts(settings, hints=BrokerHints(make_broker(settings.redis_url)))
    run_imap(parts, account, stop, settings.imap_poll_seconds)


def _read_once() -> None:
    import sys

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    from worker.cli._opening import fail, opened
    from worker.imap.account import account_of
    from worker.imap.process import read_once
    from worker.imap.trouble import MailboxTrouble
    from worker.settings import load_settings

    account = account_of(load_settings())
    if account is None:
        fail(_UNSET)
    columns = TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()
    with opened() as parts:
        try:
            with Progress(*columns, console=Console(stderr=True), disable=not sys.stderr.isatty()) as bar:
                task = bar.add_task("Mails", total=None)
                stored = read_once(parts, account, lambda done, of: bar.update(task, completed=done, total=of))
        except MailboxTrouble as trouble:
            fail(f"{account.address.name}: {trouble}. What is read so far is stored; `rapport doctor` says more.")
        except KeyboardInterrupt:
            fail("\nStopped. What is read so far is stored; the same command goes on from there.")
    typer.echo(f"{stored} new mails from {account.address.name}; the workers hear them.")
