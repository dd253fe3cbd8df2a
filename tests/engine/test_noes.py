"""A no holds everywhere and at once: for what is queued, what comes later, and whoever the person turns out to be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tests.engine.crowd import WEDNESDAY, all_due, enrollments, leased, person
from tests.world import ADA, ENGINEER, MONDAY, World
from worker.delivery.transport import Outcome, OutgoingLetter
from worker.engine.deliver import deliver
from worker.engine.hold import hold, resume
from worker.engine.no import say_no
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.consent import TopicChoice


def staff_stops(world: World) -> None:
    with world.parts.database.write() as session:
        ada = session.get_one(Candidate, world.candidate().id)
        say_no(session, world.parts, ada, Reason.STOPPED_BY_STAFF, how="staff", now=world.now)


def came_back(kind: str) -> Callable[[World], None]:
    return lambda world: world.signal(kind, world.messages()[0])


NOES: dict[str, Callable[[World], object]] = {
    "unsubscribed": came_back("unsubscribed"),
    "one click": came_back("unsubscribed_one_click"),
    "complained": came_back("complained"),
    "hard bounced": came_back("hard_bounced"),
    "replied stop": came_back("replied_stop"),
    "stopped by staff": staff_stops,
    "opted out upstream": lambda world: world.tell("candidate.opted_out"),
    "may not be mailed": lambda world: world.tell("candidate.updated", candidate={"id": "ada", "may_be_mailed": False}),
}


@pytest.mark.parametrize("no", NOES)
def test_after_a_no_nothing_queued_and_nothing_later_is_sent(world: World, no: str) -> None:
    world.reject()
    world.pass_days(5)
    assert len(world.sent) == 1
    assert [one.state for one in enrollments(world)] == ["active"]

    NOES[no](world)
    world.now += timedelta(hours=1)
    world.tell("candidate.opted_in")
    world.tell("candidate.applied", application={"id": "app-2"})
    world.now += timedelta(hours=1)
    world.reject(application_id="app-2")
    world.hire("2026-02-02", application={"id": "app-3"})
    world.pass_days(400)

    assert len(world.sent) == 1


def test_a_hard_bounce_of_an_address_they_left_does_not_silence_the_new_one(world: World) -> None:
    world.reject()
    world.pass_days(5)
    world.tell("candidate.updated", candidate={"id": "ada", "email": "ada@new.example"})
    world.signal("hard_bounced", world.messages()[0])
    world.pass_days(60)

    assert [letter.to.address for letter in world.sent] == ["ada@mail.example", "ada@new.example"]
    world.tell("candidate.updated", candidate={"id": "ada", "email": ADA["email"]})
    world.hire("2026-03-02")
    world.pass_days(400)
    assert len(world.sent) == 2


@pytest.mark.parametrize("when", ["between lease and delivery", "between two handfuls"])
def test_a_no_is_seen_in_the_transaction_that_would_send(make_world: Callable[..., World], when: str) -> None:
    world = make_world(handful=1)
    all_due(world, 3)
    ids = leased(world)
    if when == "between lease and delivery":
        world.tell("candidate.opted_out", candidate=person(0))
        world.tell("candidate.opted_out", candidate=person(1))
        world.tell("candidate.opted_out", candidate=person(2))
        deliver(world.parts, ids, "a-lease")
        assert world.sent == []
        return
    real = world.transport.send

    def others_say_no(letter: OutgoingLetter, now: Any) -> Outcome:
        for number in range(3):
            world.tell("candidate.opted_out", candidate=person(number))
        return real(letter, now)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.transport, "send", others_say_no)
        deliver(world.parts, ids, "a-lease")
    assert len(world.sent) == 1


def test_a_hold_stops_the_next_handful_and_lifting_it_sends_what_waited(world: World) -> None:
    all_due(world, 3)
    ids = leased(world)
    hold(world.parts, None, "Rosa")

    assert deliver(world.parts, ids, "a-lease") == 0
    assert world.reasons("defer") == ["on_hold"] * 3
    world.now += timedelta(hours=3)
    resume(world.parts, None, "Rosa")
    world.drain()

    assert len(world.sent) == 3


def test_a_campaign_on_hold_holds_back_nothing_but_itself(world: World) -> None:
    world.hire("2025-10-09")  # ninety days before a Wednesday; more important than an anniversary
    world.tell("candidate.hired", placement={"start_date": "2025-01-07", "job_title": "Team Lead"}, application={"id": "another"})
    hold(world.parts, "check_in_90_day", "Rosa")
    world.pass_days(5)

    assert [message.campaign for message in world.messages()] == ["job_anniversary"]


@pytest.mark.parametrize(
    ("reason", "prepare"),
    [
        ("not_on_allow_list", {"only_to": ("@staging.example",)}),
        ("topic_off", {}),
        ("paused_by_person", {}),
    ],
)
def test_the_gate_says_why_not(make_world: Callable[..., World], reason: str, prepare: dict[str, Any]) -> None:
    world = make_world(**prepare)
    world.reject()
    with world.parts.database.write() as session:
        ada = session.get_one(Candidate, world.candidate().id)
        if reason == "topic_off":
            session.add(TopicChoice(candidate_id=ada.id, topic="after_application", wanted=False, at=world.now))
        if reason == "paused_by_person":
            ada.paused_until = world.now + timedelta(days=10)
    world.pass_days(5)

    assert world.sent == []
    assert reason in world.reasons()
    world.pass_days(10)
    assert len(world.sent) == (1 if reason == "paused_by_person" else 0)


def test_an_unrejection_an_unhire_and_a_withdrawal_leave_nothing_pending(world: World) -> None:
    world.reject(candidate=person(1), application_id="a1")
    world.hire("2026-02-02", candidate=person(2), application={"id": "a2"})
    world.now += timedelta(hours=1)
    world.tell("candidate.unrejected", candidate=person(1), application={"id": "a1"})
    world.tell("candidate.unhired", candidate=person(2), application={"id": "a2"})
    world.pass_days(400)

    assert {message.campaign for message in world.messages()} == {"still_in_process"}  # the application goes on


@pytest.mark.parametrize("days_between", [1, 20, 60])
def test_whoever_applies_again_and_is_rejected_again_is_thanked_for_the_second_process_too(
    world: World, days_between: int
) -> None:
    world.reject()
    world.pass_days(days_between)
    world.tell("candidate.applied", application={"id": "app-2", "job": ENGINEER})
    world.now += timedelta(hours=2)
    world.reject(application_id="app-2")
    world.pass_days(10)

    thanks = [message for message in world.messages() if message.step == "thank_you"]
    assert len(thanks) == (1 if days_between == 1 else 2)
    assert enrollments(world)[-1].state == "active"


def test_with_all_hints_lost_the_sweep_and_the_leases_find_everything(world: World) -> None:
    world.hints.losing = True
    for number in range(3):
        world.reject(candidate=person(number), application_id=f"a{number}")
    world.hints.losing = False
    world.drain()
    assert len(enrollments(world)) == 3

    world.now = WEDNESDAY
    world.hints.losing = True
    world.drain()
    assert world.sent == []
    world.hints.losing = False
    world.until(WEDNESDAY + timedelta(seconds=world.parts.policy.lease_seconds + 1))
    assert len(world.sent) == 3


def test_silence_over_years_ends_in_silence_of_ours(world: World) -> None:
    world.hire("2026-01-12")
    for year in range(1, 9):
        world.reject(application_id=f"a{year}", at=world.now)
        before = len(world.messages())
        world.pass_days(200)
        for message in world.messages()[before:]:
            world.signal("delivered", message)
        world.tell("candidate.applied", application={"id": f"next-{year}"})
        world.now += timedelta(days=1)

    assert world.now > MONDAY + timedelta(days=1500)
    assert {"tempo_silent", "quiet_low_priority"} & set(world.reasons())
