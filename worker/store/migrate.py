"""Migrations by Alembic, for both databases."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from worker.store.database import Database, driver_url

_HERE = Path(__file__).parent / "migrations"


def _config(url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["url"] = driver_url(url)
    return config


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database at `url` up to `revision`. Safe to run twice, and by two processes at once."""
    command.upgrade(_config(url), revision)


def head() -> str:
    """The revision this code is written for."""
    return ScriptDirectory(str(_HERE)).get_current_head() or ""


def current(database: Database) -> str | None:
    """The revision the database is at; None when it was never migrated."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
