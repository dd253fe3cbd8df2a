"""Figure `newsletter`: an issue to 100,000 people by calls of a thousand, against a bulk insert of the same ledger rows alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from time import perf_counter
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select, text

from bench.event_to_letter import go, still, wait_until_beating, workers
from bench.ground import Ground, database, running, wait_for
from bench.result import Row
from bench.settings import bench_parts
from worker.app import NoHints
from worker.engine.newsletter_check import approve_issue, check_issue
from worker.engine.newsletter_control import start_issue
from worker.engine.newsletter_status import read_status
from worker.engine.parts import Parts
from worker.rules.newsletter_state import IssueState
from worker.store.insert import insert_many, table_of
from worker.store.models.candidate import Candidate
from worker.store.models.consent import TopicChoice
from worker.store.models.message import Message
from worker.store.models.newsletter import NewsletterIssue

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
ISSUE = "2026-11"
PAGE = 1000
_REACH = 0.2


def newsletter(ground: Ground, count: int = 100_000) -> list[Row]:
    """Letters per second from the start of an issue to its last recorded answer, by two workers; and the floor."""
    with database(ground.database_url, "bench_newsletter") as url:
        parts = bench_parts(url, ground.sink_url, NoHints(), NOW)
        join(parts, count)
        check_issue(parts, ISSUE, "Rosa")
        approve_issue(parts, ISSUE, "Freja")
        environ = {"BENCH_DATABASE_URL": url, "BENCH_REDIS_URL": ground.redis_url, "BENCH_SINK_URL": ground.sink_url}
        with workers(ground, url, "worker") as children, running([sys.executable, "-m", "bench.process", "clock"], environ):
            wait_until_beating(url, "clock", 1)
            still(children)
            start_issue(parts, ISSUE, "Freja")
            start = perf_counter()
            go(children)
            wait_for(lambda: _state(parts) == IssueState.DONE.value, 600, "the issue", every_seconds=0.1)
            seconds = perf_counter() - start
        sent = read_status(parts, ISSUE).sent
        if sent != count:
            raise RuntimeError(f"{sent} of {count} were sent")
        floor = _floor(parts)
        parts.database.close()
    letters = count / seconds
    return [Row("newsletter", letters, "letters/s", floor, letters / floor, _REACH)]


def _state(parts: Parts) -> str:
    with parts.database.read() as session:
        return session.scalars(select(NewsletterIssue.state).where(NewsletterIssue.slug == ISSUE)).one()


def join(parts: Parts, count: int) -> None:
    """So many members of the talent network, in three languages, who joined a month ago."""
    before = NOW - timedelta(days=30)
    for first in range(0, count, PAGE):
        people = [_member(number, before) for number in range(first, min(first + PAGE, count))]
        choices = [{"candidate_id": one["id"], "topic": "talent_network", "wanted": True, "at": before} for one in people]
        with parts.database.write() as session:
            insert_many(session, Candidate, people)
            insert_many(session, TopicChoice, choices)
    with parts.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _member(number: int, before: datetime) -> dict[str, Any]:
    address = f"reader{number}@mail{number % 97}.example"
    return {
        "id": uuid4(),
        "address": address,
        "address_key": address,
        "first_name": "Ada",
        "last_name": f"Byron {number}",
        "locale": ("en", "da", "de")[number % 3],
        "country": "DK",
        "skills": [],
        "may_be_mailed": True,
        "facts_at": before,
        "created_at": before,
        "joined_at": before,
        "tracking": True,
        "tempo": "steady",
    }


def _floor(parts: Parts) -> float:
    """Rows per second: the ledger rows this issue left, inserted again a page at a time, and nothing else."""
    with parts.database.read() as session:
        rows = [dict(row) for row in session.execute(select(*table_of(Message).c)).mappings()]
    with parts.database.write() as session:
        session.execute(delete(Message))
    with parts.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE message"))
    start = perf_counter()
    for page in _pages(rows):
        with parts.database.write() as session:
            insert_many(session, Message, page)
    return len(rows) / (perf_counter() - start)


def _pages(rows: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    for first in range(0, len(rows), PAGE):
        yield rows[first : first + PAGE]
