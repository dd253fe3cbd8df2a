"""`rapport health`: which processes live."""

from __future__ import annotations

import sys

import typer


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("health", rich_help_panel="Operations")(health)


def health() -> None:
    """Show which processes live, by their heartbeats. Status 1 when a kind of process is missing.

    Example: rapport health
    """
    from datetime import UTC, datetime

    from sqlalchemy.exc import SQLAlchemyError

    from worker.engine.health import IMAP, KINDS
    from worker.engine.health import health as look
    from worker.settings import load_settings
    from worker.store.database import Database

    now = datetime.now(UTC)
    settings = load_settings()
    database = Database(settings.database_url, pool_size=1)
    try:
        found = look(database, now, (*KINDS, IMAP) if settings.imap_url else KINDS)
    except SQLAlchemyError as error:
        print(f"The database cannot be read ({type(error).__name__}); `rapport doctor` says more.", file=sys.stderr)
        raise typer.Exit(1) from None
    finally:
        database.close()
    for kind in found:
        ago = (
            "never heard of" if kind.last_heard is None else f"last heard of {(now - kind.last_heard).total_seconds():.0f} s ago"
        )
        silent = f", {kind.silent} silent" if kind.silent else ""
        typer.echo(f"{'✓' if kind.is_well else '✗'} {kind.kind}: {kind.alive} alive{silent}, {ago}")
    raise typer.Exit(0 if all(kind.is_well for kind in found) else 1)
