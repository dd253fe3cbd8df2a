"""Migrations: one head, safe to run twice and by several at once, and what they make is what the models say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from worker.store.database import Database
from worker.store.migrate import _HERE, current, head, upgrade
from worker.store.schema import metadata

ROOT = Path(__file__).parents[2]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    url: str = request.getfixturevalue("postgresql_url")
    database = Database(url)
    with database.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    database.close()
    return url


def test_there_is_one_head() -> None:
    assert ScriptDirectory(str(_HERE)).get_heads() == [head()]


def test_upgrading_twice_changes_nothing_and_the_tables_are_the_models(empty_url: str) -> None:
    upgrade(empty_url)
    upgrade(empty_url)

    database = Database(empty_url)
    assert current(database) == head()
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    database.close()


def test_several_that_migrate_at_once_wait_for_each_other(empty_url: str) -> None:
    code = f"from worker.store.migrate import upgrade; upgrade({empty_url!r})"
    processes = [subprocess.Popen([sys.executable, "-c", code], cwd=ROOT) for _ in range(2)]
    assert [process.wait(60) for process in processes] == [0, 0]

    database = Database(empty_url)
    assert current(database) == head()
    database.close()
