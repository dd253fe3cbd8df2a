"""Whatever happens, in whatever order: at most one letter a key, none after a no, none at night, none over budget."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import structlog
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from sqlalchemy import select

from campaigns.vocabulary import discover_campaigns
from tests.engine.crowd import person
from tests.engine.killing import Fuse, Killed, armed
from tests.world import World
from worker.engine.take_in import take_in
from worker.store.migrate import upgrade
from worker.store.models.consent import TopicChoice
from worker.store.models.enrollment import Enrollment

ZONES = ("Europe/Copenhagen", "America/Los_Angeles", "Asia/Tokyo")
WHO = st.integers(0, 2)
CAMPAIGNS = discover_campaigns().values()
ANSWERS = {letter.id for campaign in CAMPAIGNS for letter in campaign.letters if letter.answers_event}
FOR_EACH = [campaign.name for campaign in CAMPAIGNS if campaign.for_each is not None]
_made: list[Path] = []


def template() -> Path:
    """An empty, migrated database, made once."""
    if not _made:
        folder = Path(tempfile.mkdtemp(prefix="rapport-lives-"))
        upgrade(f"sqlite:///{folder / 'template.sqlite3'}")
        _made.append(folder / "template.sqlite3")
    return _made[0]


class AnyLife(RuleBasedStateMachine):
    """Three people in three zones, and everything that can happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.quiet = structlog.testing.capture_logs()
        self.quiet.__enter__()
        self.folder = Path(tempfile.mkdtemp(prefix="rapport-life-"))
        shutil.copy(template(), self.folder / "life.sqlite3")
        self.world = World(f"sqlite:///{self.folder / 'life.sqlite3'}")
        self.number = 0
        self.said_no: dict[str, datetime] = {}
        self.told: list[dict[str, Any]] = []
        self.looked_at = 0

    def teardown(self) -> None:
        self.world.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.quiet.__exit__(None, None, None)

    def _tell(self, type_: str, who: int, **data: Any) -> None:
        self.world.now += timedelta(minutes=1)
        event = self.world.event(type_, candidate=person(who, zone=ZONES[who], skills=["python"]), **data)
        self.told.append(event)
        take_in(self.world.parts, [event], door="test")
        self.world.drain()

    def _application(self, stage: str = "interview") -> dict[str, Any]:
        self.number += 1
        return {"id": f"a{self.number}", "stage": stage, "job": {"id": "j", "title": "Data Engineer"}}

    @rule(who=WHO, stage=st.sampled_from(["screen", "interview", "onsite"]))
    def reject(self, who: int, stage: str) -> None:
        self._tell("candidate.rejected", who, application=self._application(stage))

    @rule(who=WHO)
    def apply(self, who: int) -> None:
        self._tell("candidate.applied", who, application=self._application())

    @rule(who=WHO, ahead=st.integers(-400, 60))
    def hire(self, who: int, ahead: int) -> None:
        start = (self.world.now + timedelta(days=ahead)).date().isoformat()
        self._tell("candidate.hired", who, application=self._application(), placement={"start_date": start})

    @rule(who=WHO)
    def join(self, who: int) -> None:
        self._tell("candidate.opted_in", who, topic="talent_network")

    @rule(which=st.sampled_from(["job-a", "job-b"]), open_=st.booleans())
    def an_opening_opens_or_closes(self, which: str, open_: bool) -> None:
        job = {"id": which, "title": "Data Engineer", "skills": ["python"]}
        self.world.tell("job.opened" if open_ else "job.closed", job=job)

    @rule(which=st.sampled_from(["evening", "open-house"]), ahead=st.integers(-1, 40))
    def an_event_is_announced(self, which: str, ahead: int) -> None:
        starts_at = (self.world.now + timedelta(days=ahead)).isoformat()
        event = {"id": which, "title": "An evening", "starts_at": starts_at, "zone": "Europe/Copenhagen"}
        self.world.tell("community.announced", event=event)

    @rule(who=WHO)
    def opt_out(self, who: int) -> None:
        self._tell("candidate.opted_out", who)
        self.said_no.setdefault(person(who)["email"], self.world.now)

    @rule(kind=st.sampled_from(["unsubscribed", "complained", "hard_bounced", "replied_stop"]), which=st.integers(0, 5))
    @precondition(lambda self: self.world.sent)
    def say_no(self, kind: str, which: int) -> None:
        letters = [message for message in self.world.messages() if message.state in ("accepted", "delivered")]
        if letters:
            message = letters[which % len(letters)]
            self.world.signal(kind, message, after=timedelta(minutes=1))
            self.said_no.setdefault(message.address, self.world.now)

    @rule(kind=st.sampled_from(["delivered", "opened", "clicked", "replied"]), which=st.integers(0, 5))
    @precondition(lambda self: self.world.sent)
    def hear(self, kind: str, which: int) -> None:
        letters = self.world.messages()
        self.world.signal(kind, letters[which % len(letters)], after=timedelta(minutes=3))

    @rule(days=st.sampled_from([0.2, 1, 3, 8, 31, 95]))
    def time_passes(self, days: float) -> None:
        self.world.pass_days(days)

    @rule()
    @precondition(lambda self: self.told)
    def upstream_repeats_itself(self) -> None:
        take_in(self.world.parts, self.told[-3:], door="test")
        self.world.drain()

    @rule()
    def hints_are_lost(self) -> None:
        self.world.hints.losing = True
        self.world.pass_days(0.1)
        self.world.hints.losing = False
        self.world.hints.queue.clear()

    @rule(place=st.integers(0, 30), days=st.sampled_from([1, 3]))
    def a_worker_is_killed(self, place: int, days: int) -> None:
        try:
            with armed(self.world, Fuse(place)):
                self.world.pass_days(days)
        except Killed:
            self.world.hints.queue.clear()

    @invariant()
    def each_letter_left_as_it_may(self) -> None:
        calls = [call for call in self.world.transport.calls if "List-Unsubscribe" in call.letter.headers]
        assert len({call.letter.message_id for call in calls}) == len(calls), "a letter was sent twice"
        for call in calls[self.looked_at :]:
            no = self.said_no.get(call.letter.to.address)
            assert no is None or call.at <= no, "sent after a no"
            who = int(call.letter.to.address[1])
            there = call.at.astimezone(ZoneInfo(ZONES[who]))
            assert there.weekday() < 5, "sent on a weekend"
            assert 8 <= there.hour < 18, "sent at an inhumane hour"
        self.looked_at = len(calls)

    @invariant()
    def nobody_gets_more_than_their_budget(self) -> None:
        by_person: dict[Any, list[tuple[datetime, str]]] = {}
        for message in self.world.messages():
            if message.sending_at is not None and message.state not in ("claimed", "refused"):
                by_person.setdefault(message.candidate_id, []).append((message.sending_at, message.step))
        for letters in by_person.values():
            ordered = sorted(letters)
            for (earlier, _), (later, step) in pairwise(ordered):
                assert step in ANSWERS or later - earlier >= timedelta(days=7), "over budget"

    @invariant()
    def only_members_hear_of_openings_and_events_each_once(self) -> None:
        with self.world.parts.database.read() as session:
            members = set(session.scalars(select(TopicChoice.candidate_id).where(TopicChoice.topic == "talent_network")))
            ways = session.execute(
                select(Enrollment.candidate_id, Enrollment.campaign, Enrollment.key).where(Enrollment.campaign.in_(FOR_EACH))
            ).all()
        assert len(set(ways)) == len(ways), "enrolled twice for one opening or event"
        assert {way.candidate_id for way in ways} <= members, "enrolled without having joined"


TestAnyLife = pytest.mark.long(AnyLife.TestCase)
TestAnyLife.settings = settings(
    max_examples=10, stateful_step_count=18, deadline=None, derandomize=True, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
