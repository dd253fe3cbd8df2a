"""Newsletter soak: an issue to many made-up people through the sandbox, while a worker is killed, Redis loses everything, a
connection is cut, somebody pauses, and one address in a hundred is bad: `python -m bench.newsletter_soak [PEOPLE]`.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen
from typing import Any
from uuid import UUID

import orjson
import redis
import urllib3
from rich.console import Console
from sqlalchemy import select, update

from bench.event_to_letter import peak_memory
from bench.ground import database, free_port, ground, running
from bench.newsletter import NOW, join
from bench.soak_process import API_KEY, soak_parts
from worker.engine.newsletter_check import approve_issue, check_issue
from worker.engine.newsletter_control import pause_issue, resume_issue, start_issue
from worker.engine.newsletter_report import read_issue_report
from worker.engine.newsletter_status import Status, read_status
from worker.engine.parts import Parts
from worker.store.models.candidate import Candidate
from worker.store.models.message import Message
from worker.store.models.newsletter import NEWSLETTER

ISSUE = "2026-11"
_WORKERS = 2
_LONGEST_SECONDS = 1800


@dataclass(frozen=True, slots=True)
class Figures:
    """What the soak found. It is over when nobody is left; `wrong` is empty when all held."""

    people: int
    eligible: int
    mailbox: int
    sent: int
    in_doubt: int
    refused: int
    seconds: float
    peak_mib: float
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Size:
    """How many people, in pages of how many; and how long a worker's hold on a page lasts, in seconds."""

    people: int = 100_000
    page: int = 1000
    lease: int = 60


def soak(database_url: str, redis_url: str, folder: Path, size: Size, say: Callable[[str], None]) -> Figures:
    """Run it on a fresh database. Everything that goes wrong on the way is real: signals, FLUSHALL, cut sockets."""
    port, mailbox = free_port(), folder / "mailbox.sqlite3"
    environ = {
        "BENCH_DATABASE_URL": database_url,
        "BENCH_REDIS_URL": redis_url,
        "BENCH_SINK_URL": f"http://127.0.0.1:{port}",
        "SOAK_PAGE": str(size.page),
        "SOAK_LEASE": str(size.lease),
        "SOAK_BEGAN": str(time.time()),
    }
    parts = soak_parts(environ)
    eligible = _population(parts, size.people)
    check_issue(parts, ISSUE, "Rosa")
    approve_issue(parts, ISSUE, "Freja")
    sandbox = [sys.executable, "-m", "sandbox", "--port", str(port), "--mailbox", str(mailbox), "--api-key", API_KEY]
    with running(sandbox), _stack(environ) as workers:
        _wait(lambda: _sandbox(port, "/api/count") is not None, 30, "the sandbox")
        began = time.perf_counter()
        start_issue(parts, ISSUE, "Freja")
        peak = _trouble(parts, port, redis_url, workers, size.people, say)
        _wait(lambda: _peak(workers, peak) and read_status(parts, ISSUE).state == "done", _LONGEST_SECONDS, "the issue")
        seconds = time.perf_counter() - began
        _wait(lambda: read_status(parts, ISSUE).leaving == 0, 4 * size.lease + 20, "what the dead worker left")
    figures = _judge(parts, mailbox, size.people, eligible, seconds, peak[0])
    parts.database.close()
    return figures


@contextmanager
def _stack(environ: dict[str, str]) -> Iterator[list[Popen[bytes]]]:
    with ExitStack() as stack:
        stack.enter_context(running([sys.executable, "-m", "bench.soak_process", "clock"], environ))
        command = [sys.executable, "-m", "bench.soak_process", "worker"]
        yield [stack.enter_context(running(command, environ)) for _ in range(_WORKERS)]


def _population(parts: Parts, people: int) -> dict[UUID, str]:
    """Members; in every hundred one bad address and one who said no. Returns who is to get a copy."""
    join(parts, people)
    with parts.database.read() as session:
        rows = session.execute(select(Candidate.id, Candidate.address).order_by(Candidate.address)).all()
    eligible: dict[UUID, str] = {}
    with parts.database.write() as session:
        for number, (candidate_id, address) in enumerate(rows):
            assert address is not None
            odd = {7: "no at", 107: "host", 50: "said no", 150: "said no"}.get(number % 200)
            if odd is None:
                eligible[candidate_id] = address
                continue
            # The first kind of bad address is found out before the call, the second is refused by the provider.
            bad = f"reader{number} at mail" if odd == "no at" else f"reader{number}@mailhost"
            values: dict[str, Any] = {"address": bad, "address_key": bad}
            if odd == "said no":
                values = {"no_reason": "unsubscribed", "no_at": NOW}
            session.execute(update(Candidate).where(Candidate.id == candidate_id).values(**values))
    return eligible


def _trouble(
    parts: Parts, port: int, redis_url: str, workers: list[Popen[bytes]], people: int, say: Callable[[str], None]
) -> list[float]:
    """One after the other, each once the issue has gone a fifth further."""
    peak = [0.0]

    def gone(share: float) -> None:
        _wait(lambda: _peak(workers, peak) and _count(port) >= share * people, _LONGEST_SECONDS, "progress")

    gone(0.15)
    say("a worker is killed")
    workers[0].kill()
    workers[0].wait()
    gone(0.3)
    say("Redis loses everything")
    redis.Redis.from_url(redis_url).flushall()
    gone(0.45)
    say("a connection is cut after the bytes left, another before")
    _sandbox(port, "/api/faults", {"fault": "cut_after_accept", "times": 1})
    gone(0.6)
    _sandbox(port, "/api/faults", {"fault": "cut_before_accept", "times": 1})
    say("somebody pauses")
    pause_issue(parts, ISSUE, "Rosa")
    _stands_still(port)
    resume_issue(parts, ISSUE, "Rosa")
    say("and lets it go on")
    return peak


def _stands_still(port: int) -> None:
    """Within seconds nothing more arrives, and it stays so."""
    _wait(lambda: _quiet_for(port, 2.0), 60, "the pause")  # a page that was being prepared may still leave
    before = _count(port)
    if not _quiet_for(port, 3.0):
        raise RuntimeError(f"letters left while it was paused, after {before}")


def _quiet_for(port: int, seconds: float) -> bool:
    before = _count(port)
    time.sleep(seconds)
    return _count(port) == before


def _peak(workers: list[Popen[bytes]], peak: list[float]) -> bool:
    peak[0] = max([peak[0], *(peak_memory(one.pid) for one in workers if one.poll() is None)])
    return True


def _judge(parts: Parts, mailbox: Path, people: int, eligible: dict[UUID, str], seconds: float, peak: float) -> Figures:
    with closing(sqlite3.connect(mailbox)) as file:
        letters = file.execute("SELECT to_email, custom_args FROM letters").fetchall()
    with parts.database.read() as session:
        columns = Message.id, Message.candidate_id, Message.state, Message.address
        issue = select(*columns).where(Message.kind == NEWSLETTER)
        ledger = {str(one): (owner, state, address) for one, owner, state, address in session.execute(issue)}
        to_staff = {str(one) for one in session.scalars(select(Message.id).where(Message.kind == "service"))}
    rows = [(to, one) for to, arguments in letters if (one := orjson.loads(arguments)["rapport_mid"]) not in to_staff]
    arrived = Counter(one for _, one in rows)
    status: Status = read_status(parts, ISSUE)
    report = read_issue_report(parts, ISSUE)
    accepted = {one for one, (_, state, _) in ledger.items() if state == "accepted"}
    doubtful = {one for one, (_, state, _) in ledger.items() if state == "unknown"}
    had = {owner for owner, state, _ in ledger.values() if state in ("accepted", "unknown")}
    checks = {
        "somebody got two": [one for one, count in arrived.items() if count > 1],
        "two letters went to one address": [one for one, count in Counter(to for to, _ in rows).items() if count > 1],
        "somebody was left out": [one for one in eligible if one not in had],
        "somebody else got one": [ledger[one][2] for one in arrived if one in ledger and ledger[one][0] not in eligible],
        "taken by the provider, and not in the mailbox": sorted(accepted - set(arrived)),
        "in the mailbox, and not in the ledger": sorted(set(arrived) - accepted - doubtful),
        "the report differs from the mailbox": [said for said in [report.total["sent"]] if said != len(set(arrived) - doubtful)],
    }
    wrong = tuple(f"{what}: {len(who)}, such as {who[0]}" for what, who in checks.items() if who)
    return Figures(
        people, len(eligible), len(rows), report.total["sent"], status.in_doubt, status.refused, seconds, peak, wrong
    )  # fmt: skip


def _wait(condition: Callable[[], object], seconds: float, what: str) -> None:
    """Look now and then, without taking the machine from those who work. Raises TimeoutError with `what`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds:g} s in vain for {what}")
        time.sleep(0.1)


def _count(port: int) -> int:
    return int(_sandbox(port, "/api/count")["count"])


def _sandbox(port: int, path: str, body: dict[str, Any] | None = None) -> Any:
    try:
        kind = "GET" if body is None else "POST"
        answer = urllib3.request(kind, f"http://127.0.0.1:{port}{path}", json=body, timeout=20, retries=False)
    except urllib3.exceptions.HTTPError:
        return None
    return orjson.loads(answer.data)


def main(people: int) -> int:
    """The whole soak, with its figures; 1 when something did not hold."""
    folder, screen = Path(tempfile.mkdtemp(prefix="rapport-soak-")), Console(highlight=False)
    try:
        with ground() as where, database(where.database_url, "newsletter_soak") as url:
            figures = soak(url, where.redis_url, folder, Size(people), lambda what: screen.print(f"… {what}"))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    screen.print(
        f"{figures.people:,} people, {figures.eligible:,} to be written to: {figures.sent:,} sent once, "
        f"{figures.in_doubt:,} in doubt, {figures.refused:,} bad addresses refused, {figures.mailbox:,} in the mailbox.\n"
        f"{figures.seconds:.0f} s with all that went wrong, {figures.sent / figures.seconds:,.0f} letters/s, "
        f"a worker's memory at most {figures.peak_mib:.0f} MiB."
    )
    for one in figures.wrong:
        screen.print(f"WRONG: {one}", style="red")
    return 1 if figures.wrong else 0


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000))
