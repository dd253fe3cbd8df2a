"""A no holds until the same person's double opt-in: whatever upstream says, files bring, machines press and strangers ask for."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import select

from campaigns.vocabulary import Topic
from tests.engine.test_any_life import template
from tests.world import ENGINEER, ROSA, World
from worker.delivery.transport import OutgoingLetter
from worker.engine import preferences_confirm, sign_up_confirm
from worker.engine.candidates_import import Counts, Row, import_rows
from worker.engine.candidates_rows import COLUMNS, Origin, read_heading
from worker.engine.join import ask_to_join
from worker.engine.preferences import Often, read_preferences
from worker.engine.preferences_change import Choice, Pause, ask_again, choose
from worker.engine.sign_up import SignUpForm, ask_to_sign_up
from worker.engine.standing import read_standings
from worker.engine.take_in import Taken
from worker.engine.unsubscribe import Button, unsubscribe
from worker.engine.unsubscribe_topic import unsubscribe_from
from worker.rules.gate import Action, GateFacts, decide
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate, UpstreamRef
from worker.store.models.message import Message

WHO = st.integers(0, 1)
WHICH = st.integers(0, 9)
TOPICS = (Topic.TALENT_NETWORK, Topic.EVENTS, Topic.OPENINGS, Topic.AFTER_APPLICATION)
TOPIC = st.sampled_from(TOPICS)
ASKS = st.sampled_from([(ask_again, Purpose.PREFERENCES), (ask_to_join, Purpose.JOIN)])
OWN, FOR_GOOD = "own", "for good"
LOOK: dict[str, Callable[..., object]] = {"c": preferences_confirm.look, "s": sign_up_confirm.look_at_sign_up}
PRESS: dict[str, Callable[..., object]] = {"c": preferences_confirm.confirm, "s": sign_up_confirm.confirm_sign_up}
LINK = re.compile(r"/([cs])/([\w-]+)")


class ANoHolds(RuleBasedStateMachine):
    """Two records that may turn out to be one person, with addresses that change.

    After each step the gate is asked about every topic: a no that got lost shows at once, not only in the next letter.
    """

    def __init__(self) -> None:
        super().__init__()
        self.quiet = structlog.testing.capture_logs()
        self.quiet.__enter__()
        self.folder = Path(tempfile.mkdtemp(prefix="rapport-no-"))
        shutil.copy(template(), self.folder / "no.sqlite3")
        self.world = World(f"sqlite:///{self.folder / 'no.sqlite3'}")
        self.moves = [0, 0]
        self.same = False
        self.no: list[str | None] = [None, None]
        self.off: list[set[Topic]] = [set(), set()]
        self.closed: set[str] = set()
        """Addresses that no letter may ever go to: they do not exist, or their owner was erased."""
        self.number = self.looked_at = 0

    def teardown(self) -> None:
        """Whatever has happened, at the end all that must not lift a no is tried, and something each would get a letter about."""
        try:
            for who in (0, 1):
                self._try_every_way_around(who)
            for who in (0, 1):
                self.apply_and_be_rejected(who)
                self.no_letter_leaves_after_a_no()
        finally:
            self.world.close()
            shutil.rmtree(self.folder, ignore_errors=True)
            self.quiet.__exit__(None, None, None)

    @initialize()
    def both_have_had_a_letter(self) -> None:
        for who in (0, 1):
            self.apply_and_be_rejected(who)
            assert self._let_through(who)[1] == {topic for topic in Topic if not topic.needs_opt_in}

    def _person(self, who: int) -> dict[str, Any]:
        return {"id": f"p{who}", "email": f"p{who}.{self.moves[who]}@mail.example", "country": "DK"}

    def _tell(self, type_: str, who: int, **data: Any) -> None:
        self.world.now += timedelta(minutes=1)
        receipt = self.world.tell(type_, candidate=data.pop("candidate", self._person(who)), **data)
        assert receipt.taken is Taken.ACCEPTED, receipt

    def _say(self, who: int, no: str | None) -> None:
        for one in (0, 1) if self.same else (who,):
            self.no[one] = no if no is None or self.no[one] != FOR_GOOD else FOR_GOOD

    def _try_every_way_around(self, who: int) -> None:
        ways: list[Callable[[], None]] = [partial(self.upstream_opts_in, who, topic) for topic in TOPICS]
        ways += [partial(self.upstream_says_something, who, "candidate.applied", move) for move in (1, -1)]
        ways += [partial(self.a_file_brings_a_yes, who), partial(self.somebody_signs_them_up, who, False)]
        if self.world.messages():
            ways += [partial(self.somebody_with_the_letter_fills_in_the_page, which, set(TOPICS)) for which in (0, 1)]
        ways.append(partial(self.two_records_are_one_person, who))
        for way in ways:
            way()
            self.the_gate_lets_nothing_through_after_a_no()

    def _turn_off(self, who: int, topics: set[Topic]) -> None:
        for one in (0, 1) if self.same else (who,):
            self.off[one] |= topics

    def _who(self, address: str) -> int:
        return int(address[1])

    def _letter(self, which: int) -> OutgoingLetter:
        """One of the letters that are still known: those of somebody erased lead nowhere."""
        known = {message.id for message in self.world.messages()}
        letters = [letter for letter in self.world.sent if letter.message_id in known]
        return letters[which % len(letters)]

    def _let_through(self, who: int) -> tuple[str | None, set[Topic]]:
        """Where a letter to them would go, and about what the gate would let one through, were it due."""
        now = self.world.now
        with self.world.parts.database.read() as session:
            ref = select(UpstreamRef.candidate_id).where(UpstreamRef.upstream_id == f"p{who}")
            person = session.scalars(select(Candidate).where(Candidate.id.in_(ref))).one_or_none()
            if person is None:
                return None, set()
            standing = read_standings(session, self.world.parts, [person], now)[person.id]
        facts = {
            topic: GateFacts(
                address=person.address, suppressed=standing.suppressed, may_be_mailed=person.may_be_mailed, topic=topic,
                topics_off=standing.topics_off, joined=standing.joined, lapsed=standing.lapsed, due_at=now,
                expires_at=now + timedelta(days=14), place=standing.place, answers_event=True,
            )
            for topic in Topic
        }  # fmt: skip
        return person.address, {topic for topic in Topic if decide(facts[topic], now).action in (Action.SEND, Action.DEFER)}

    @rule(who=WHO)
    def apply_and_be_rejected(self, who: int) -> None:
        """A letter follows, whenever none was to be expected before: it answers what happened."""
        self.number += 1
        application = {"id": f"a{self.number}", "stage": "interview", "job": ENGINEER}
        self._tell("candidate.applied", who, application=application)
        self._tell("candidate.rejected", who, application=application, recruiter=ROSA)
        self.world.pass_days(4)

    @rule(who=WHO, topic=TOPIC)
    def upstream_opts_in(self, who: int, topic: Topic) -> None:
        self._tell("candidate.opted_in", who, topic=topic.value, wording="ats-1")

    @rule(who=WHO, topic=st.none() | TOPIC)
    def upstream_opts_out(self, who: int, topic: Topic | None) -> None:
        if topic is None:
            self._tell("candidate.opted_out", who)
            self._say(who, OWN)
        else:
            self._tell("candidate.opted_out", who, topic=topic.value)
            self._turn_off(who, {topic})

    @rule(who=WHO, type_=st.sampled_from(["candidate.updated", "candidate.applied"]), moves=st.sampled_from([-1, 0, 1]))
    def upstream_says_something(self, who: int, type_: str, moves: int) -> None:
        """Perhaps that they have another address, or an earlier one again."""
        self.moves[who] = max(0, self.moves[who] + moves)
        self.number += 1
        more = {"application": {"id": f"a{self.number}", "stage": "applied", "job": ENGINEER}}
        self._tell(type_, who, **(more if type_ == "candidate.applied" else {}))

    @rule(loser=WHO)
    def two_records_are_one_person(self, loser: int) -> None:
        self._tell("candidate.merged", loser, into=self._person(1 - loser))
        self.same = True
        strongest = FOR_GOOD if FOR_GOOD in self.no else OWN if OWN in self.no else None
        self.no = [strongest, strongest]
        self.off = [self.off[0] | self.off[1]] * 2

    @rule(who=WHO)
    def upstream_has_them_erased(self, who: int) -> None:
        """Whoever comes after them by the same id is somebody new, and none of their addresses is ever written to."""
        with self.world.parts.database.read() as session:
            person = select(UpstreamRef.candidate_id).where(UpstreamRef.upstream_id == f"p{who}").scalar_subquery()
            had = select(Message.address).where(Message.candidate_id == person, Message.kind == "letter")
            has = select(Candidate.address).where(Candidate.id == person)
            self.closed |= {address for address in session.scalars(has.union(had)) if address}
        self._tell("candidate.erased", who, candidate={"id": f"p{who}"})
        for one in (0, 1) if self.same else (who,):
            self.no[one], self.off[one] = None, set()
        self.same = False

    @rule(who=WHO)
    def a_file_brings_a_yes(self, who: int) -> None:
        self.world.now += timedelta(minutes=1)
        person = self._person(who)
        said = {"id": person["id"], "email": person["email"], "topics": "openings", "consent_at": f"{self.world.now:%Y-%m-%d}"}
        cells = [{**said, "consent_wording": "form-1", "may_be_mailed": "yes"}.get(name, "") for name in COLUMNS]
        heading = read_heading(COLUMNS, {})
        import_rows(self.world.parts, [Row(2, cells)], heading, Origin("ats", self.world.now), Counts())
        self.world.drain()

    @rule(which=WHICH, topic=st.none() | TOPIC)
    @precondition(lambda self: self.world.messages())
    def presses_unsubscribe(self, which: int, topic: Topic | None) -> None:
        letter = self._letter(which)
        token = self.world.parts.keyring.token(Purpose.UNSUBSCRIBE, letter.message_id)
        self.world.now += timedelta(minutes=1)
        if topic is None:
            unsubscribe(self.world.parts, token, Button.MAIL_PROGRAM, None)
            self._say(self._who(letter.to.address), OWN)
        else:
            unsubscribe_from(self.world.parts, token, topic, Button.MAIL_PROGRAM)
            self._turn_off(self._who(letter.to.address), {topic})

    @rule(which=WHICH, ticked=st.sets(TOPIC))
    @precondition(lambda self: self.world.messages())
    def somebody_with_the_letter_fills_in_the_page(self, which: int, ticked: set[Topic]) -> None:
        """Perhaps as it was opened long ago: what it takes away is taken away, and what it adds is not added."""
        letter = self._letter(which)
        token = self.world.parts.keyring.token(Purpose.PREFERENCES, letter.message_id)
        self.world.now += timedelta(minutes=61)
        before = read_preferences(self.world.parts, token)
        choose(self.world.parts, token, Choice(frozenset(ticked), Often.OURS, Pause.KEEP, "en", tracking=True))
        after = read_preferences(self.world.parts, token)
        assert before is not None
        assert after is not None
        wanted = {topic for topic, on in before.topics.items() if on}
        assert {topic for topic, on in after.topics.items() if on} <= wanted
        if not ticked & {Topic.EVENTS, Topic.OPENINGS, Topic.TALENT_NETWORK}:
            self._turn_off(self._who(letter.to.address), wanted & {Topic.TALENT_NETWORK})
        self.world.drain()

    @rule(which=WHICH, kind=st.sampled_from(["complained", "hard_bounced"]))
    @precondition(lambda self: self.world.messages())
    def complains_or_bounces(self, which: int, kind: str) -> None:
        letters = self.world.messages()
        message = letters[which % len(letters)]
        self.world.now += timedelta(minutes=1)
        self.world.signal(kind, message, after=timedelta(minutes=1))
        if kind == "complained":
            self._say(self._who(message.address), FOR_GOOD)
        else:
            self.closed.add(message.address)

    @rule(which=WHICH, kind=st.sampled_from(["opened", "clicked"]))
    @precondition(lambda self: self.world.messages())
    def a_machine_touches_a_letter(self, which: int, kind: str) -> None:
        letters = self.world.messages()
        self.world.signal(kind, letters[which % len(letters)], after=timedelta(seconds=1))

    @rule(which=WHICH, asks=ASKS, presses=st.booleans())
    @precondition(lambda self: self.world.messages())
    def somebody_with_the_letter_asks_for_more(self, which: int, asks: tuple[Callable[..., Any], Purpose], presses: bool) -> None:
        use_case, purpose = asks
        self.world.now += timedelta(minutes=61)
        use_case(self.world.parts, self.world.parts.keyring.token(purpose, self._letter(which).message_id))
        self.world.drain()
        self._follow_the_link(1, presses)

    @rule(who=WHO, presses=st.booleans())
    def somebody_signs_them_up(self, who: int, presses: bool) -> None:
        self.world.now += timedelta(minutes=61)
        form = SignUpForm(self._person(who)["email"], "Mallory", frozenset({Topic.EVENTS}), "en")
        ask_to_sign_up(self.world.parts, form, "192.0.2.1")
        self.world.drain()
        self._follow_the_link(1, presses)

    @rule(which=st.integers(1, 4), presses=st.booleans())
    def an_old_link_is_followed(self, which: int, presses: bool) -> None:
        self._follow_the_link(which, presses)

    def _follow_the_link(self, which: int, presses: bool) -> None:
        """Look at the link in one of the latest mails to the person, as scanners do, or press its button, as they do."""
        for mail in self.world.service[-which:][:1]:
            for kind, token in LINK.findall(mail.text)[:1]:
                self.world.now += timedelta(minutes=1)
                look, press = LOOK[kind], PRESS[kind]
                said: Any = press(self.world.parts, token, None) if presses else look(self.world.parts, token)
                if presses and said is not None:
                    self._has_confirmed(self._who(mail.to.address), everything=kind == "s" or said.wish.again)

    def _has_confirmed(self, who: int, *, everything: bool) -> None:
        """By a link mailed to the address itself: it may take back what was said about topics, and some links the no to all."""
        for one in (0, 1) if self.same else (who,):
            self.off[one] = set()
        if everything and self.no[who] == OWN:
            self._say(who, None)

    @rule(days=st.sampled_from([1, 8]))
    def time_passes(self, days: int) -> None:
        self.world.pass_days(days)

    @invariant()
    def no_letter_leaves_after_a_no(self) -> None:
        letters = self.world.sent
        for letter in letters[self.looked_at :]:
            assert self.no[self._who(letter.to.address)] is None, "sent after a no"
            assert letter.to.address not in self.closed, "sent to an address that does not exist, or to somebody erased"
        self.looked_at = len(letters)

    @invariant()
    def the_gate_lets_nothing_through_after_a_no(self) -> None:
        for who in (0, 1):
            address, through = self._let_through(who)
            assert not (through and self.no[who]), f"p{who}: {self.no[who]} no is forgotten"
            assert not (through and address in self.closed), f"p{who}: a closed address is open"
            assert not through & self.off[who], f"p{who}: a topic is on again"


ANoHolds.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=8,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestANoHolds = pytest.mark.long(ANoHolds.TestCase)
