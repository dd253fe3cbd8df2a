"""`kill -9` of every process and an emptied Redis, in the middle of a run: nothing lost, nothing sent twice."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from urllib.error import URLError

import orjson
import pytest
import redis
from sqlalchemy import func, select

from tests.conftest import WaitUntil
from tests.faults.killing_run import Run, stack
from tests.world import ENGINEER, ROSA
from worker.intake import FIELD, STREAM
from worker.store.database import Database
from worker.store.models.enrollment import Enrollment
from worker.store.models.inbox import InboxEvent
from worker.store.models.message import Message

pytestmark = [
    pytest.mark.faults,
    pytest.mark.slow,
    pytest.mark.xdist_group("stack"),
    pytest.mark.skipif(sys.platform != "linux", reason="looks for processes under /proc"),
]
PEOPLE = 60
MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
WEDNESDAY = datetime(2026, 1, 7, 11, 0, tzinfo=UTC)


def rejection(number: int) -> bytes:
    candidate = {
        "id": f"p{number}",
        "email": f"ada{number}@mail.example",
        "first_name": "Ada",
        "locale": "en",
        "zone": "Europe/Copenhagen",
    }
    application = {"id": f"a{number}", "stage": "interview", "job": ENGINEER}
    return orjson.dumps(
        {
            "specversion": "1.0",
            "id": f"e{number}",
            "source": "local",
            "type": "candidate.rejected",
            "time": MONDAY.isoformat(),
            "data": {"candidate": candidate, "application": application, "recruiter": ROSA},
        }
    )


def told(database: Database) -> Counter[str]:
    with database.read() as session:
        return Counter(session.scalars(select(InboxEvent.event_id)))


def states(database: Database) -> Counter[str]:
    with database.read() as session:
        return Counter(session.scalars(select(Message.state).where(Message.kind == "letter")))


def waiting(database: Database, now: datetime) -> int:
    with database.read() as session:
        due = select(func.count()).where(Enrollment.state == "active", Enrollment.due_at <= now)
        return session.scalar(due) or 0


def is_up(run: Run) -> bool:
    assert run.process.poll() is None, run.log.read_text()[-3000:]
    try:
        return all(run.pids(name) for name in ("web", "intake", "clock", "worker")) and bool(run.sandbox("/api/time"))
    except URLError:
        return False


def test_killed_and_emptied_in_the_middle_of_a_run_nothing_is_lost_and_nothing_sent_twice(
    data_dir: Path, free_port: Callable[[], int], wait_until: WaitUntil
) -> None:
    with stack(data_dir, free_port(), free_port(), RAPPORT_HANDFUL="3", RAPPORT_WORKER_PROCESSES="1") as run:
        wait_until(lambda: is_up(run), deadline_seconds=120, what="the stack")
        run.sandbox("/api/time", {"at": MONDAY.isoformat()})
        run.sandbox("/api/people", {f"ada{number}@mail.example": "silent" for number in range(PEOPLE)})
        with (
            closing(Database(run.settings.database_url)) as database,
            redis.Redis.from_url(run.settings.redis_url) as client,
        ):
            queue_while_intake_dies(run, client, database, wait_until)
            run.kill("web")
            run.kill("clock")
            wait_until(lambda: waiting(database, WEDNESDAY) == PEOPLE, what="every enrollment")
            in_doubt = send_while_workers_die(run, client, database, wait_until)
            check(run, database, in_doubt)


def queue_while_intake_dies(run: Run, client: Any, database: Database, wait_until: WaitUntil) -> None:
    """Half is stored, then intake is killed and Redis emptied while it drains; upstream tells what it had not seen stored."""
    for number in range(PEOPLE // 2):
        client.xadd(STREAM, {FIELD: rejection(number)})
    wait_until(lambda: len(told(database)) >= 1, what="the first events")
    run.kill("intake")
    client.flushall()
    stored = set(told(database))
    for number in range(PEOPLE):
        if f"e{number}" not in stored:
            client.xadd(STREAM, {FIELD: rejection(number)})
    wait_until(lambda: len(told(database)) == PEOPLE, what="every event in the inbox")
    assert set(told(database).values()) == {1}
    assert stored <= set(told(database))


def send_while_workers_die(run: Run, client: Any, database: Database, wait_until: WaitUntil) -> set[object]:
    """Slow answers, so that kills land in the middle of calls. Returns the letters that were `sending` at a kill."""
    run.sandbox("/api/faults", {"fault": "slow", "times": 10_000, "seconds": 0.25})
    run.sandbox("/api/time", {"at": WEDNESDAY.isoformat()})
    sending: set[object] = set()
    for least in (3, 9):
        wait_until(partial(mid_call, run, database, least), what="letters on their way")
        run.kill("worker")
        sending |= on_their_way(database)
        client.flushall()
        run.kill("clock")
        now = datetime.fromisoformat(run.sandbox("/api/time")["at"])
        later = now + timedelta(seconds=run.settings.claim_lease_seconds + 1)
        run.sandbox("/api/time", {"at": later.isoformat()})
    run.sandbox("/api/faults", {"fault": "slow", "times": 1, "seconds": 0.01})

    def done() -> bool:
        return waiting(database, WEDNESDAY) == 0 and states(database)["sending"] == 0

    wait_until(done, what="everybody to be written to")
    return sending


def mid_call(run: Run, database: Database, least: int) -> bool:
    return len(run.mails()) >= least and states(database)["sending"] > 0


def on_their_way(database: Database) -> set[object]:
    with database.read() as session:
        return set(session.scalars(select(Message.id).where(Message.kind == "letter", Message.state == "sending")))


def check(run: Run, database: Database, in_doubt: set[object]) -> None:
    mailed = Counter(mail["custom_args"]["rapport_mid"] for mail in run.mails() if "ada" in str(mail["to"]))
    assert set(mailed.values()) == {1}, "a letter was sent twice"
    with database.read() as session:
        letters = {letter.id: letter for letter in session.scalars(select(Message).where(Message.kind == "letter"))}
    assert len(letters) == PEOPLE
    unknown = {letter.id for letter in letters.values() if letter.state == "unknown"}
    assert unknown <= in_doubt, "in doubt, and was not on its way when a worker was killed"
    assert {str(id_) for id_ in letters.keys() - unknown} <= set(mailed), "a letter is called sent and never left"
