"""A no holds until the same person's double opt-in: whatever upstream says, files bring, machines press and strangers ask for."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from campaigns.vocabulary import Topic
from tests.engine.test_any_life import template
from tests.world import ENGINEER, ROSA, World
from worker.delivery.transport import OutgoingLetter
from worker.engine import preferences_confirm, sign_up_confirm
from worker.engine.candidates_import import Counts, Row, import_rows
from worker.engine.candidates_rows import COLUMNS, Origin, read_heading
from worker.engine.join import ask_to_join
from worker.engine.preferences_change import ask_again
from worker.engine.sign_up import SignUpForm, ask_to_sign_up
from worker.engine.unsubscribe import Button, unsubscribe
from worker.rules.tokens import Purpose

WHO = st.integers(0, 1)
NETWORK = st.sampled_from(["talent_network", "events", "openings"])
ASKS = st.sampled_from([(ask_again, Purpose.PREFERENCES), (ask_to_join, Purpose.JOIN)])
OWN, FOR_GOOD = "own", "for good"
LOOK: dict[str, Callable[..., object]] = {"c": preferences_confirm.look, "s": sign_up_confirm.look_at_sign_up}
PRESS: dict[str, Callable[..., object]] = {"c": preferences_confirm.confirm, "s": sign_up_confirm.confirm_sign_up}
LINK = re.compile(r"/([cs])/([\w-]+)")


class ANoHolds(RuleBasedStateMachine):
    """Two records that may turn out to be one person, with addresses that change."""

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
        self.bounced: set[str] = set()
        self.number = self.looked_at = 0

    def teardown(self) -> None:
        """Whatever has happened, at the end something happens that each of them would get a letter about."""
        try:
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

    def _person(self, who: int) -> dict[str, Any]:
        return {"id": f"p{who}", "email": f"p{who}.{self.moves[who]}@mail.example", "country": "DK"}

    def _tell(self, type_: str, who: int, **data: Any) -> None:
        self.world.now += timedelta(minutes=1)
        self.world.tell(type_, candidate=self._person(who), **data)

    def _say(self, who: int, no: str | None) -> None:
        for one in (0, 1) if self.same else (who,):
            self.no[one] = no if no is None or self.no[one] != FOR_GOOD else FOR_GOOD

    def _who(self, address: str) -> int:
        return int(address[1])

    def _letter(self, which: int) -> OutgoingLetter:
        return self.world.sent[which % len(self.world.sent)]

    @rule(who=WHO)
    def apply_and_be_rejected(self, who: int) -> None:
        """A letter follows, whenever none was to be expected before: it answers what happened."""
        self.number += 1
        application = {"id": f"a{self.number}", "stage": "interview", "job": ENGINEER}
        self._tell("candidate.applied", who, application=application)
        self._tell("candidate.rejected", who, application=application, recruiter=ROSA)
        self.world.pass_days(4)

    @rule(who=WHO, topic=NETWORK)
    def upstream_opts_in(self, who: int, topic: str) -> None:
        self._tell("candidate.opted_in", who, topic=topic, wording="ats-1")

    @rule(who=WHO)
    def upstream_opts_out(self, who: int) -> None:
        self._tell("candidate.opted_out", who)
        self._say(who, OWN)

    @rule(who=WHO, type_=st.sampled_from(["candidate.updated", "candidate.applied"]), moves=st.booleans())
    def upstream_says_something(self, who: int, type_: str, moves: bool) -> None:
        self.moves[who] += moves
        self.number += 1
        more = {"application": {"id": f"a{self.number}", "stage": "applied", "job": ENGINEER}}
        self._tell(type_, who, **(more if type_ == "candidate.applied" else {}))

    @rule(loser=WHO)
    def two_records_are_one_person(self, loser: int) -> None:
        self._tell("candidate.merged", loser, into=self._person(1 - loser))
        self.same = True
        strongest = FOR_GOOD if FOR_GOOD in self.no else OWN if OWN in self.no else None
        self.no = [strongest, strongest]

    @rule(who=WHO)
    def a_file_brings_a_yes(self, who: int) -> None:
        self.world.now += timedelta(minutes=1)
        person = self._person(who)
        said = {"id": person["id"], "email": person["email"], "topics": "openings", "consent_at": f"{self.world.now:%Y-%m-%d}"}
        cells = [{**said, "consent_wording": "form-1", "may_be_mailed": "yes"}.get(name, "") for name in COLUMNS]
        heading = read_heading(COLUMNS, {})
        import_rows(self.world.parts, [Row(2, cells)], heading, Origin("ats", self.world.now), Counts())
        self.world.drain()

    @rule(which=st.integers(0, 9))
    @precondition(lambda self: self.world.sent)
    def presses_unsubscribe(self, which: int) -> None:
        letter = self._letter(which)
        token = self.world.parts.keyring.token(Purpose.UNSUBSCRIBE, letter.message_id)
        self.world.now += timedelta(minutes=1)
        unsubscribe(self.world.parts, token, Button.MAIL_PROGRAM, None)
        self._say(self._who(letter.to.address), OWN)

    @rule(which=st.integers(0, 9), kind=st.sampled_from(["complained", "hard_bounced"]))
    @precondition(lambda self: self.world.sent)
    def complains_or_bounces(self, which: int, kind: str) -> None:
        letters = self.world.messages()
        message = letters[which % len(letters)]
        self.world.now += timedelta(minutes=1)
        self.world.signal(kind, message, after=timedelta(minutes=1))
        if kind == "complained":
            self._say(self._who(message.address), FOR_GOOD)
        else:
            self.bounced.add(message.address)

    @rule(which=st.integers(0, 9), kind=st.sampled_from(["opened", "clicked"]))
    @precondition(lambda self: self.world.sent)
    def a_machine_touches_a_letter(self, which: int, kind: str) -> None:
        letters = self.world.messages()
        self.world.signal(kind, letters[which % len(letters)], after=timedelta(seconds=1))

    @rule(which=st.integers(0, 9), asks=ASKS, presses=st.booleans())
    @precondition(lambda self: self.world.sent)
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
                said = press(self.world.parts, token, None) if presses else look(self.world.parts, token)
                if presses and said is not None and self.no[self._who(mail.to.address)] == OWN:
                    self._say(self._who(mail.to.address), None)

    @rule(days=st.sampled_from([1, 8, 46]))
    def time_passes(self, days: int) -> None:
        self.world.pass_days(days)

    @invariant()
    def no_letter_leaves_after_a_no(self) -> None:
        letters = self.world.sent
        for letter in letters[self.looked_at :]:
            assert self.no[self._who(letter.to.address)] is None, "sent after a no"
            assert letter.to.address not in self.bounced, "sent to an address that does not exist"
        self.looked_at = len(letters)


ANoHolds.TestCase.settings = settings(
    max_examples=7,
    stateful_step_count=10,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)
TestANoHolds = pytest.mark.long(ANoHolds.TestCase)
