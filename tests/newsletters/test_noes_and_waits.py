"""An issue passes the gate: noes hold, whoever has to wait waits, and an issue ends."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from tests.newsletters.network import SLUG, addresses, approved, issue, join, ledger, send, states, work
from tests.world import World
from worker.delivery.batch import BatchLetter
from worker.delivery.transport import ChannelDown, InDoubt, NotSent, Outcome, Refused
from worker.engine import newsletter_claim
from worker.engine.hold import hold, resume
from worker.engine.newsletter_control import cancel_issue, pause_issue, resume_issue, schedule_issue, start_issue
from worker.engine.newsletter_due import ASKED_AGAIN, PAGES_AT_ONCE, lease_issues
from worker.engine.newsletter_send import send_newsletter
from worker.engine.newsletter_status import read_status
from worker.engine.no import say_no
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.consent import TopicChoice

pytestmark = pytest.mark.usefixtures("short_issue")
TEN_AT_NIGHT = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)


@pytest.fixture
def pages_of_two(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newsletter_claim.claim_page, "__defaults__", (2,))


def say_stop(world: World, candidate_id: UUID) -> None:
    with world.parts.database.write() as session:
        person = session.get_one(Candidate, candidate_id, with_for_update=True)
        say_no(session, world.parts, person, Reason.UNSUBSCRIBED, how="test", now=world.now)


def leave(world: World, candidate_id: UUID, topic: str) -> None:
    with world.parts.database.write() as session:
        session.merge(TopicChoice(candidate_id=candidate_id, topic=topic, wanted=False, at=world.now))


def test_whoever_said_no_or_left_the_topic_is_not_written_to(world: World) -> None:
    people = join(world, 4)
    say_stop(world, people[0]["id"])
    leave(world, people[1]["id"], "insight")
    leave(world, people[2]["id"], "talent_network")
    send(world)
    assert addresses(world) == ["reader3@mail.example"]


def test_whoever_unsubscribes_while_it_runs_is_not_written_to(
    sqlite_world: World, pages_of_two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = sorted(join(sqlite_world, 6), key=lambda one: one["id"].bytes)
    carry = sqlite_world.transport.send_batch

    def and_somebody_unsubscribes(batch: BatchLetter, now: datetime) -> object:
        say_stop(sqlite_world, people[4]["id"])
        return carry(batch, now)

    monkeypatch.setattr(sqlite_world.transport, "send_batch", and_somebody_unsubscribes)
    send(sqlite_world)
    assert addresses(sqlite_world) == sorted(one["address"] for one in people if one is not people[4])
    assert issue(sqlite_world).state == "done"


def test_a_pause_holds_and_a_resumed_issue_goes_on_where_it_stopped(
    sqlite_world: World, pages_of_two: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = sqlite_world
    people = join(world, 6)
    carry = world.transport.send_batch

    def and_rosa_pauses(batch: BatchLetter, now: datetime) -> object:
        if issue(world).state == "sending":
            pause_issue(world.parts, SLUG, "Rosa")
        return carry(batch, now)

    monkeypatch.setattr(world.transport, "send_batch", and_rosa_pauses)
    send(world)
    world.pass_days(1)
    assert len(addresses(world)) == 2
    assert states(world) == {"accepted": 2}

    monkeypatch.setattr(world.transport, "send_batch", carry)
    resume_issue(world.parts, SLUG, "Rosa")
    world.drain()
    assert addresses(world) == sorted(one["address"] for one in people)
    assert [one.what for one in read_status(world.parts, SLUG).notes][-2:] == ["paused", "resumed"]


def test_readers_over_budget_wait_until_there_is_room_or_the_issue_expires(world: World, short_issue: Path) -> None:
    people = join(world, 2)
    send(world)
    world.pass_days(4)
    shutil.copytree(short_issue, short_issue.parent / "2026-12")
    with world.parts.database.write() as session:
        session.execute(update(Candidate).where(Candidate.id == people[1]["id"]).values(wish_days_between=60))
    send(world, "2026-12")
    status = read_status(world.parts, "2026-12")
    assert (status.state, status.waiting, status.passed_over) == ("sending", {"over_budget": 1}, {"over_budget": 1})
    world.pass_days(4)
    assert issue(world, "2026-12").state == "done"
    assert addresses(world).count("reader0@mail.example") == 2
    assert addresses(world).count("reader1@mail.example") == 1
    assert world.reasons("skip") == ["over_budget"]


def test_an_issue_started_at_night_waits_for_each_readers_morning(sqlite_world: World) -> None:
    world = sqlite_world
    world.now = TEN_AT_NIGHT
    join(world, 1, zone="Europe/Copenhagen")
    send(world)
    assert (addresses(world), states(world)) == ([], {"claimed": 1})
    world.pass_days(1)
    assert [call.at.hour for call in world.transport.calls] == [7]
    assert issue(world).state == "done"


def test_an_hour_on_each_readers_clock_is_kept_in_each_zone(sqlite_world: World) -> None:
    world = sqlite_world
    zones = {
        "reader0@mail.example": "Asia/Tokyo",
        "reader1@mail.example": "Europe/Berlin",
        "reader2@mail.example": "America/New_York",
    }
    people = join(world, 3)
    with world.parts.database.write() as session:
        for one in people:
            session.execute(update(Candidate).where(Candidate.id == one["id"]).values(zone=zones[one["address"]], country=None))
    approved(world)
    schedule_issue(world.parts, SLUG, "Freja", local=datetime(2026, 11, 26, 10, 0))  # noqa: DTZ001 - each reader's own clock
    world.pass_days(4)
    left = {call.letter.to.address: call.at for call in world.transport.calls}
    assert left == {
        "reader0@mail.example": datetime(2026, 11, 26, 1, 0, tzinfo=UTC),
        "reader1@mail.example": datetime(2026, 11, 26, 9, 0, tzinfo=UTC),
        "reader2@mail.example": datetime(2026, 11, 27, 13, 0, tzinfo=UTC),  # the 26th is Thanksgiving there
    }


@pytest.mark.parametrize("outcome", [NotSent("503"), ChannelDown("401")])
def test_what_certainly_did_not_leave_is_tried_again(sqlite_world: World, outcome: Outcome) -> None:
    world = sqlite_world
    join(world, 2)
    world.transport.answer(outcome)
    send(world)
    assert states(world) == {"claimed": 2}
    world.pass_days(0.1)
    assert states(world) == {"accepted": 2}
    assert len(addresses(world)) == 2
    assert issue(world).state == "done"


def test_what_is_in_doubt_is_never_sent_again(sqlite_world: World) -> None:
    world = sqlite_world
    join(world, 2)
    world.transport.answer(InDoubt("cut"))
    send(world)
    world.pass_days(10)
    assert (states(world), addresses(world)) == ({"unknown": 2}, [])
    assert issue(world).state == "done"
    assert world.reasons("doubt") == ["in_doubt_already"] * 2


def test_one_who_is_refused_costs_nobody_else_theirs(sqlite_world: World) -> None:
    world = sqlite_world
    join(world, 3)
    world.transport.answer(Refused("no such mailbox"))
    send(world)
    assert states(world) == {"refused": 1, "accepted": 2}


def test_a_hold_on_everything_holds_issues_and_its_end_lets_them_go_on(sqlite_world: World) -> None:
    world = sqlite_world
    join(world, 2)
    hold(world.parts, None, "Rosa")
    send(world)
    world.pass_days(0.1)
    assert (states(world), addresses(world)) == ({}, [])
    assert read_status(world.parts, SLUG).brakes
    resume(world.parts, None, "Rosa")
    world.drain()
    assert states(world) == {"accepted": 2}


def test_cancelling_ends_the_wait_of_those_who_waited(sqlite_world: World) -> None:
    world = sqlite_world
    world.now = TEN_AT_NIGHT
    join(world, 2)
    send(world)
    assert cancel_issue(world.parts, SLUG, "Rosa") == 2
    world.pass_days(10)
    assert (addresses(world), states(world)) == ([], {})


def test_a_new_address_gets_the_copy_that_waited_for_the_old_one(sqlite_world: World) -> None:
    world = sqlite_world
    world.now = TEN_AT_NIGHT
    (ada,) = join(world, 1)
    send(world)
    with world.parts.database.write() as session:
        moved = {"address": "ada@new.example", "address_key": "ada@new.example"}
        session.execute(update(Candidate).where(Candidate.id == ada["id"]).values(**moved))
    world.pass_days(2)
    assert addresses(world) == ["ada@new.example"]
    assert [row.key for row in ledger(world)] == [f"newsletter/{SLUG}/ada@new.example"]


def test_two_workers_share_an_issue_and_each_page_is_one_workers(sqlite_world: World, pages_of_two: None) -> None:
    world = sqlite_world
    people = join(world, 5)
    approved(world)
    start_issue(world.parts, SLUG, "Freja")
    held = newsletter_claim.claim_page(world.parts, SLUG, 2)
    assert held is not None
    work(world)
    assert len(addresses(world)) == 3
    assert issue(world).state == "sending"
    world.now += timedelta(minutes=11)  # whoever held the other page is gone
    world.drain()
    assert addresses(world) == sorted(one["address"] for one in people)


def test_while_pages_are_claimed_nobody_else_is_asked_to_work_the_issue(sqlite_world: World, pages_of_two: None) -> None:
    world = sqlite_world
    join(world, 7)
    approved(world)
    start_issue(world.parts, SLUG, "Freja")

    def asked() -> int:
        with world.parts.database.write() as session:
            return len(lease_issues(session, world.now))

    assert asked() == PAGES_AT_ONCE
    for _ in range(2):
        world.now += ASKED_AGAIN - timedelta(milliseconds=1)
        assert send_newsletter(world.parts, SLUG) == 2
    assert asked() == 0
    world.now += ASKED_AGAIN
    assert asked() == PAGES_AT_ONCE


def test_an_issue_whose_segment_is_gone_from_the_code_is_paused_and_says_why(
    sqlite_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = sqlite_world
    join(world, 1)
    approved(world)
    start_issue(world.parts, SLUG, "Freja")
    monkeypatch.setattr(newsletter_claim, "discover_segments", dict)
    world.drain()
    status = read_status(world.parts, SLUG)
    assert (status.state, len(status.brakes)) == ("paused", 1)
    assert "is not in the code" in status.brakes[0]
