"""`rapport health`: which processes live."""

from __future__ import annotations

from datetime import UTC, datetime

import typer

from worker.cli._opening import answering, settings_of_begun
from worker.cli._printing import long_ago
from worker.engine.health import IMAP, KINDS
from worker.engine.health import health as look
from worker.store.database import Database


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("health", rich_help_panel="Operations")(health)


def health() -> None:
    """Show which processes live, by their heartbeats. Status 1 when a kind of process is missing.

    Example: rapport health
    """
    now = datetime.now(UTC)
    settings = settings_of_begun()
    database = Database(settings.database_url, pool_size=1)
    try:
        with answering(database):
            found = look(database, now, (*KINDS, IMAP) if settings.imap_url else KINDS)
    finally:
        database.close()
    for kind in found:
        ago = f"last heard of {long_ago(kind.last_heard, now)} ago" if kind.last_heard else "never heard of"
        silent = f", {kind.silent} silent" if kind.silent else ""
        typer.echo(f"{'✓' if kind.is_well else '✗'} {kind.kind}: {kind.alive} alive{silent}, {ago}")
    raise typer.Exit(0 if all(kind.is_well for kind in found) else 1)
