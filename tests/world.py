"""A small world for tests: the real engine on a real database, with time, transport and chance handed in."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

from sqlalchemy import column, select, text

from campaigns.vocabulary import discover_campaigns
from emails.letters import Letters, load_letters
from tests.recycled_database import database_at
from worker.delivery.memory import MemoryTransport
from worker.delivery.transport import Mailbox, OutgoingLetter
from worker.engine.consent_due import tend_consent
from worker.engine.deliver import deliver
from worker.engine.due import dispatch, sweep
from worker.engine.fan_out import fan_out
from worker.engine.handoff_reminders import remind
from worker.engine.hear import hear
from worker.engine.newsletter_send import send_newsletter
from worker.engine.outbound_send import tell_upstream
from worker.engine.parts import Parts, Policy
from worker.engine.react import react
from worker.engine.record import record
from worker.engine.service_mail import post
from worker.engine.signals import take_to_heart
from worker.engine.take_in import Receipt, take_in
from worker.engine.tracking_due import judge_due
from worker.rules.tokens import Keyring
from worker.store.base import UtcDateTime
from worker.store.models.candidate import Candidate, UpstreamRef
from worker.store.models.decision import Decision
from worker.store.models.message import Message
from worker.walk.pending import HINTED_AT, PENDING, WORD

_letters: list[Letters] = []
PLAYED = frozenset(
    {
        "boomerang",
        "catch_up_coffee",
        "check_in_90_day",
        "early_check_in",
        "event_change",
        "event_invitation",
        "hiring_help",
        "job_anniversary",
        "opportunity_match",
        "post_rejection",
        "re_permission",
        "referral_ask",
        "review_ask",
        "role_change",
        "still_in_process",
        "talent_network_invitation",
    }
)
"""The campaigns that the tests were written with: who adds one leaves this as it is, and marks its own test with `plays`."""
MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
POLICY = Policy(
    company="Northwind Talent",
    postal_address="Northwind Talent, Harbour Street 1, 1050 Copenhagen, Denmark",
    sender=Mailbox("talent@northwind.example", "Northwind Talent"),
    team_address="team@northwind.example",
    base_url="https://rapport.northwind.example",
    reply_domain="reply.northwind.example",
)
ROSA = {"email": "rosa@northwind.example", "name": "Rosa Lindqvist", "calendar_url": "https://calendar.northwind.example/rosa"}
ADA = {
    "id": "ada",
    "email": "ada@mail.example",
    "first_name": "Ada",
    "last_name": "Byron",
    "locale": "en",
    "zone": "Europe/Copenhagen",
    "country": "DK",
}
ENGINEER = {"id": "job-1", "title": "Data Engineer", "skills": ["python", "sql"]}


def letters() -> Letters:
    """The real letters, compiled once for all tests of a process."""
    if not _letters:
        _letters.append(load_letters())
    return _letters[0]


class InlineHints:
    """Keeps hints in a queue that the test drains; can be told to lose them all, as a flushed Redis does."""

    def __init__(self) -> None:
        self.queue: deque[tuple[str, tuple[Any, ...]]] = deque()
        self.losing = False

    def send(self, actor: str, *args: object) -> None:
        if not self.losing:
            self.queue.append((actor, args))


class World:
    """Real engine, real database, handed-in time. `until` lets time pass from one due instant to the next.

    The campaigns are those of `PLAYED` and those that are named: one that is added changes no other's test.
    """

    def __init__(self, database_url: str, now: datetime = MONDAY, plays: Iterable[str] = (), **policy: Any) -> None:
        self.now = now
        self.transport = MemoryTransport()
        self.hints = InlineHints()
        self._ids = count(1)
        random = Random(1815)
        found = discover_campaigns()
        self.parts = Parts(
            database=database_at(database_url),
            campaigns={name: found[name] for name in sorted(PLAYED.union(plays))},
            letters=letters(),
            transport=self.transport,
            keyring=Keyring(["a-secret-key-of-at-least-thirty-two-characters"]),
            hints=self.hints,
            policy=replace(POLICY, **policy),
            now=lambda: self.now,
            new_id=lambda: UUID(int=random.getrandbits(128), version=4),
        )

    def close(self) -> None:
        self.parts.database.close()

    def event(self, type_: str, *, at: datetime | None = None, **data: Any) -> dict[str, Any]:
        """A structured CloudEvent, by default about Ada, now."""
        if type_.startswith("candidate."):
            data.setdefault("candidate", ADA)
        return {
            "specversion": "1.0",
            "id": f"event-{next(self._ids)}",
            "source": "ats",
            "type": type_,
            "time": (at or self.now).isoformat(),
            "data": data,
        }

    def tell(self, type_: str, *, at: datetime | None = None, **data: Any) -> Receipt:
        """Upstream tells us something, and everything that follows at once is done."""
        receipt = take_in(self.parts, [self.event(type_, at=at, **data)], door="test")[0]
        self.drain()
        return receipt

    def reject(self, *, stage: str = "interview", job: dict[str, Any] | None = None, **more: Any) -> Receipt:
        """Ada, or somebody else, is turned down."""
        application = {"id": more.pop("application_id", "app-1"), "stage": stage, "job": job or ENGINEER}
        return self.tell("candidate.rejected", application=application, recruiter=more.pop("recruiter", ROSA), **more)

    def hire(self, start: str, **more: Any) -> Receipt:
        """Ada, or somebody else, is hired."""
        placement = {"start_date": start, "job_title": "Data Engineer"}
        return self.tell("candidate.hired", placement=placement, recruiter=ROSA, **more)

    def drain(self) -> None:
        """Work until there is nothing left to do now, and the sweep finds nothing either."""
        idle, enough = 0, 2 if self.hints.losing else 1
        while idle < enough:
            worked = dispatch(self.parts)
            while self.hints.queue:
                worked += self._run(*self.hints.queue.popleft()) or 0
            if not worked:
                sweep(self.parts)
            idle = 0 if worked or self.hints.queue else idle + 1

    def _run(self, actor: str, args: tuple[Any, ...]) -> int:
        if actor.startswith("campaign."):
            return react(self.parts, actor.removeprefix("campaign."))
        use_cases: dict[str, Callable[..., int]] = {
            "record": record,
            "deliver": deliver,
            "post": post,
            "hear": hear,
            "judge": judge_due,
            "tend_consent": tend_consent,
            "tell_upstream": tell_upstream,
            "remind": remind,
            "fan_out": fan_out,
            "newsletter": send_newsletter,
        }
        return use_cases[actor](self.parts, *args)

    def until(self, target: datetime) -> None:
        """Let time pass to `target`, stopping wherever something is due."""
        while (due := self._next_due()) is not None and due <= target:
            self.now = max(self.now, due)
            self.drain()
        self.now = target
        self.drain()

    def pass_days(self, days: float) -> None:
        self.until(self.now + timedelta(days=days))

    def _next_due(self) -> datetime | None:
        passed_over = {*(HINTED_AT if self.hints.losing else ()), *(() if self.parts.outbound else (WORD,))}
        timers = [one.timer for one in PENDING if one.timer and one.kind not in passed_over]
        columns = [column(timer, UtcDateTime()) for timer in timers]
        query = text("SELECT " + ", ".join(f"(SELECT {timer})" for timer in timers)).columns(*columns)
        with self.parts.database.read() as session:
            return min(filter(None, session.execute(query).one()), default=None)

    def signal(self, kind: str, message: Message, *, after: timedelta = timedelta(hours=2), **detail: Any) -> None:
        """Something comes back about a letter, some time after it left."""
        assert message.sending_at is not None
        at = message.sending_at + after
        row = {
            "meaning_key": f"test/{message.id}/{kind}/{next(self._ids)}",
            "message_id": message.id,
            "candidate_id": message.candidate_id,
            "hook_seq": None,
            "kind": kind,
            "at": at,
            "received_at": max(at, self.now),
            "human": None,
            "detail": {"user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", **detail},
        }
        with self.parts.database.write() as session:
            take_to_heart(session, self.parts, [row])

    @property
    def sent(self) -> list[OutgoingLetter]:
        """The letters to candidates that were accepted, oldest first."""
        return [letter for letter in self.transport.letters if "List-Unsubscribe" in letter.headers]

    @property
    def service(self) -> list[OutgoingLetter]:
        """The service mail that was accepted, oldest first."""
        return [letter for letter in self.transport.letters if "List-Unsubscribe" not in letter.headers]

    def candidate(self, upstream_id: str = "ada") -> Candidate:
        with self.parts.database.read() as session:
            query = select(Candidate).join(UpstreamRef, UpstreamRef.candidate_id == Candidate.id)
            return session.scalars(query.where(UpstreamRef.upstream_id == upstream_id)).one()

    def messages(self) -> list[Message]:
        with self.parts.database.read() as session:
            return list(session.scalars(select(Message).where(Message.kind == "letter").order_by(Message.claimed_at)))

    def reasons(self, action: str | None = None) -> list[str]:
        """The reasons of all decisions, in order."""
        with self.parts.database.read() as session:
            rows: Iterator[Decision] = iter(session.scalars(select(Decision).order_by(Decision.seq)).all())
            return [row.reason for row in rows if action is None or row.action == action]
