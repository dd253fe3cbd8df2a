"""Handoffs never rot: the owner is reminded twice, then the team is told; asked for later, it sleeps until then."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import Run
from tests.outbound.test_what_is_told import thanked
from tests.reading.adas_story import answer, open_handoffs
from tests.world import World
from worker.delivery.transport import OutgoingLetter
from worker.engine.due import dispatch
from worker.engine.handoff import AlreadyResolved, HandoffMail, Resolution, Task, open_handoff, resolve_handoff
from worker.engine.handoff_reminders import remind, remind_later
from worker.engine.handoff_view import read_handoff, remind_by_link
from worker.engine.story import tell_story
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate

ROSA, TEAM = "rosa@northwind.example", "team@northwind.example"
OPENED = datetime(2026, 1, 9, 9, 0, tzinfo=UTC)
"""A Friday."""


@pytest.fixture
def waiting(world: World) -> World:
    """Ada answered, and nobody has written back."""
    answer(world, thanked(world))
    assert world.now == OPENED
    return world


def reminders(world: World) -> list[OutgoingLetter]:
    return [letter for letter in world.service if letter.subject.startswith("Still waiting")]


def test_the_owner_is_reminded_twice_and_then_the_team_is_told(waiting: World) -> None:
    found = []
    for day in range(1, 20):
        before = len(reminders(waiting))
        waiting.until(OPENED + timedelta(days=day))
        found += [(day, letter.to.address) for letter in reminders(waiting)[before:]]

    assert found == [(4, ROSA), (6, ROSA), (7, TEAM), (14, TEAM)]
    assert waiting.reasons("remind") == ["handoff_reminded"] * 2 + ["handoff_escalated"] * 2


def test_why_tells_of_a_reminder_in_words(waiting: World) -> None:
    waiting.pass_days(5)

    told = [entry.what for entry in tell_story(waiting.parts, "ada@mail.example").entries]
    assert "A task waits for a colleague" in told
    assert not [said for said in told if said.startswith("service")]


def test_a_reminder_says_who_waits_and_what_they_wrote_and_can_be_answered(waiting: World) -> None:
    waiting.pass_days(8)

    first, _, team = reminders(waiting)
    for said in ("Ada Byron", "9 January 2026", "I would love to hear about other roles.", "/h/"):
        assert said in first.text
    assert first.reply_to.address == "ada@mail.example"
    assert ROSA not in first.text
    assert f"{ROSA} was asked" in team.text


def test_a_reminder_names_the_day_as_it_was_where_colleagues_are(world: World) -> None:
    reply_to = thanked(world)
    world.now = datetime(2026, 1, 9, 23, 30, tzinfo=UTC)  # half past midnight in Copenhagen
    answer(world, reply_to)
    world.pass_days(6)

    assert "10 January 2026" in reminders(world)[0].text


def test_the_same_thing_asked_twice_is_asked_and_told_once(waiting: World) -> None:
    (handoff,) = open_handoffs(waiting)
    with waiting.parts.database.write() as session:
        ada = session.get_one(Candidate, handoff.candidate_id)
        again = Task(handoff.key, "reply", "They answered.", ROSA, HandoffMail("forward_reply", {"excerpt": "", "letter": ""}))
        assert open_handoff(session, waiting.parts, ada, again) == handoff.id

    assert waiting.reasons("handoff") == ["handoff_opened"]


def test_what_is_resolved_reminds_nobody(waiting: World) -> None:
    (handoff,) = open_handoffs(waiting)
    resolve_handoff(waiting.parts, handoff.id, Resolution.ANSWERED, "Rosa")
    waiting.pass_days(30)

    assert reminders(waiting) == []


def test_asked_for_later_it_sleeps_until_then_and_begins_anew(waiting: World) -> None:
    (handoff,) = open_handoffs(waiting)
    waiting.pass_days(5)
    assert len(reminders(waiting)) == 1
    until = waiting.now + timedelta(days=14)
    remind_later(waiting.parts, handoff.id, until, "Rosa")
    waiting.until(until - timedelta(minutes=1))
    assert len(reminders(waiting)) == 1
    waiting.pass_days(1)

    assert [letter.to.address for letter in reminders(waiting)] == [ROSA, ROSA]
    assert len(waiting.sent) == 1
    waiting.pass_days(10)
    assert [letter.to.address for letter in reminders(waiting)] == [ROSA, ROSA, ROSA, TEAM]


def test_a_recruiter_who_has_left_is_not_reminded_but_the_team_is(waiting: World) -> None:
    recruiter = {"email": ROSA, "name": "Rosa Lindqvist", "gone": True}
    waiting.tell("candidate.advanced", application={"id": "app-2", "stage": "screen"}, recruiter=recruiter)
    waiting.pass_days(8)

    assert {letter.to.address for letter in reminders(waiting)} == {TEAM}


def test_a_lost_hint_costs_a_lease_and_whoever_is_late_reminds_nobody(waiting: World) -> None:
    waiting.now = OPENED + timedelta(days=4)
    dispatch(waiting.parts)
    ((_, (ids, lease)),) = [hint for hint in waiting.hints.queue if hint[0] == "remind"]
    waiting.hints.queue.clear()
    waiting.drain()
    assert reminders(waiting) == []
    waiting.now += timedelta(seconds=waiting.parts.policy.lease_seconds)
    waiting.drain()

    assert remind(waiting.parts, ids, lease) == 0
    assert len(reminders(waiting)) == 1


def test_what_is_over_or_ends_by_itself_cannot_be_put_off(waiting: World) -> None:
    (handoff,) = open_handoffs(waiting)
    resolve_handoff(waiting.parts, handoff.id, Resolution.ANSWERED, "Rosa")

    with pytest.raises(AlreadyResolved):
        remind_later(waiting.parts, handoff.id, waiting.now + timedelta(days=1), "Rosa")
    waiting.reject(stage="onsite", application_id="app-9", candidate={"id": "bob", "email": "bob@mail.example"})
    waiting.pass_days(0.5)
    (step,) = open_handoffs(waiting)
    with pytest.raises(ValueError, match="its deadline comes first"):
        remind_later(waiting.parts, step.id, waiting.now + timedelta(days=30), "Rosa")


def test_the_command_puts_a_handoff_off(installation: World, run: Run) -> None:
    answer(installation, thanked(installation))
    (handoff,) = open_handoffs(installation)
    short = handoff.id.hex[:8]

    assert "You are reminded" in run("handoffs", "resolve", short, "remind", "--in", "2w", "--by", "Rosa").stdout
    assert open_handoffs(installation)[0].remind_at == installation.now + timedelta(weeks=2)
    for wrong in ("soon", "0d", "3", "-1d"):
        assert run("handoffs", "resolve", short, "remind", "--in", wrong, "--by", "Rosa").exit_code != 0
    run("handoffs", "resolve", short, "answered", "--by", "Rosa")
    late = run("handoffs", "resolve", short, "remind", "--by", "Rosa")
    assert (late.exit_code, "already resolved as answered by Rosa" in late.stderr) == (1, True)
    assert run("handoffs", "resolve", "ffffffff", "remind", "--by", "Rosa").exit_code == 1


def test_the_page_puts_a_reply_off_for_three_days_and_a_step_not_at_all(waiting: World) -> None:
    (handoff,) = open_handoffs(waiting)
    token = waiting.parts.keyring.token(Purpose.HANDOFF, handoff.id)
    view = read_handoff(waiting.parts, token)
    assert view is not None
    assert view.choices == ("answered", "resume", "stop", "remind")
    assert replace(view, kind="step").choices == ("answered", "resume", "stop")

    later = remind_by_link(waiting.parts, token)

    assert later is not None
    assert (later.resolved_at, later.remind_at) == (None, datetime(2026, 1, 12, 9, 0, tzinfo=UTC))
    resolve_handoff(waiting.parts, handoff.id, Resolution.ANSWERED, "Rosa")
    over = remind_by_link(waiting.parts, token)
    assert over is not None
    assert over.resolution == "answered"
    assert remind_by_link(waiting.parts, "v1.k1.junk.junk") is None
