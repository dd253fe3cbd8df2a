"""What each of the provider's answers does to the letter, to the person's way, to the budget and to the channel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from tests.engine.crowd import WEDNESDAY, all_due, calls_by_letter, enrollments, leased, leases_run_out, states
from tests.world import ADA, World
from worker.delivery.transport import Accepted, ChannelDown, InDoubt, NotSent, Outcome, OutgoingLetter, Refused
from worker.engine import deliver as module
from worker.engine.deliver import deliver
from worker.engine.erase import erase
from worker.engine.letter_values import values_of
from worker.engine.merge import merge
from worker.engine.service_mail import queue_service
from worker.engine.standing import read_history
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message
from worker.store.models.operation import Alarm, Channel


def alarms(world: World) -> dict[str, int]:
    with world.parts.database.read() as session:
        return {alarm.key: alarm.times for alarm in session.scalars(select(Alarm))}


def counted(world: World) -> int:
    """How many letters the budget would count."""
    with world.parts.database.read() as session:
        people = session.scalars(select(Candidate.id)).all()
        return sum(len(letters) for letters in read_history(session, people, world.now).values())


@pytest.mark.parametrize(
    ("outcome", "state", "step", "budget", "alarm"),
    [
        (Accepted("x"), "accepted", "keep_in_touch", 1, {}),
        (Refused("no such mailbox"), "refused", "keep_in_touch", 0, {}),
        (InDoubt("time-out"), "unknown", "keep_in_touch", 1, {"in_doubt": 1}),
        (NotSent("503"), "claimed", "thank_you", 0, {}),
        (ChannelDown("401"), "claimed", "thank_you", 0, {"channel_down": 1}),
    ],
)
def test_each_answer_leaves_the_letter_the_person_and_the_budget_so(
    world: World, outcome: Outcome, state: str, step: str, budget: int, alarm: dict[str, int]
) -> None:
    all_due(world, 1)
    world.transport.answer(outcome)

    deliver(world.parts, leased(world), "a-lease")

    assert list(states(world).values()) == [state]
    assert [one.step for one in enrollments(world)] == [step]
    assert all(one.lease is None for one in enrollments(world))
    assert counted(world) == budget
    assert alarms(world) == alarm


def test_what_was_not_sent_goes_later_with_back_off_and_not_before_the_provider_said(world: World) -> None:
    all_due(world, 1)
    later = WEDNESDAY + timedelta(minutes=17)
    world.transport.answer(NotSent("429", retry_at=later), NotSent("connection refused"))

    deliver(world.parts, leased(world), "a-lease")
    (first,) = enrollments(world)
    assert first.wake_at == later
    assert first.reason == "retry_later"
    world.now = later
    world.drain()
    (second,) = enrollments(world)
    assert later < second.wake_at <= later + timedelta(minutes=2)
    assert second.attempts == 2
    world.until(later + timedelta(hours=1))

    assert len(world.sent) == 1
    assert list(calls_by_letter(world).values()) == [3]
    assert [message.attempts for message in world.messages()] == [3]


def test_a_letter_that_never_leaves_expires_and_its_way_goes_on(world: World) -> None:
    all_due(world, 1)
    tomorrow = [WEDNESDAY + timedelta(days=day) for day in range(1, 20)]
    world.transport.answer(*[NotSent("429", retry_at=day) for day in tomorrow])

    world.until(WEDNESDAY + timedelta(days=16))

    assert "expired" in world.reasons("skip")
    assert [one.step for one in enrollments(world)] == ["keep_in_touch"]


def test_three_doubts_open_the_breaker_so_that_an_outage_puts_no_more_in_doubt(world: World) -> None:
    all_due(world, 30)
    world.transport.answer(*[InDoubt("time-out")] * 30)

    world.drain()

    assert list(states(world).values()).count("unknown") == 3
    assert len(calls_by_letter(world)) == 3
    assert "breaker_open" in world.reasons("defer")
    assert alarms(world)["in_doubt"] == 1
    assert len([mail for mail in world.service if mail.to.address == "team@northwind.example"]) <= 1


def test_the_breaker_closes_after_its_pause_and_everybody_else_is_written_to(world: World) -> None:
    all_due(world, 12)
    world.transport.answer(*[InDoubt("time-out")] * 3)

    world.until(WEDNESDAY + timedelta(hours=3))

    assert sorted(set(states(world).values())) == ["accepted", "unknown"]
    assert len(world.sent) == 9
    with world.parts.database.read() as session:
        assert session.get_one(Channel, "memory").opens_at is None
    assert all(count == 1 for count in calls_by_letter(world).values())


def test_while_the_provider_refuses_us_altogether_no_letter_is_burnt(world: World) -> None:
    all_due(world, 30)
    world.transport.answer(*[ChannelDown("401")] * 2)

    world.drain()
    tried = len([call for call in world.transport.calls if "List-Unsubscribe" in call.letter.headers])
    world.until(WEDNESDAY + timedelta(hours=2))

    assert tried == 1
    assert len(world.sent) == 30
    assert alarms(world)["channel_down"] == 1
    assert "channel_down" in world.reasons("defer")


@pytest.mark.parametrize(
    ("late", "state"),
    [(Accepted("x"), "accepted"), (Refused("no"), "refused"), (InDoubt("time-out"), "unknown"), (NotSent("503"), "unknown")],
)
def test_an_answer_that_comes_after_the_lease_has_run_out_is_still_recorded(world: World, late: Outcome, state: str) -> None:
    all_due(world, 1)
    ids = leased(world)

    def slow(letter: OutgoingLetter, now: Any) -> Outcome:
        leases_run_out(world)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(world.transport, "send", lambda *_: pytest.fail("sent again while the first call was under way"))
            deliver(world.parts, leased(world, "another"), "another")
        return late

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.transport, "send", slow)
        deliver(world.parts, ids, "a-lease")

    assert list(states(world).values()) == [state]
    assert [one.step for one in enrollments(world)] == ["keep_in_touch"]
    assert counted(world) == (0 if state == "refused" else 1)
    world.pass_days(20)
    assert calls_by_letter(world) == {}


def test_two_workers_handed_the_same_ids_send_once_and_doubt_nothing(world: World) -> None:
    all_due(world, 3)
    ids = leased(world)
    real = world.transport.send

    def interleaved(letter: OutgoingLetter, now: Any) -> Outcome:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(world.transport, "send", real)
            assert deliver(world.parts, ids, "a-lease") == 0
        return real(letter, now)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.transport, "send", interleaved)
        assert deliver(world.parts, ids, "a-lease") == 3
    assert deliver(world.parts, ids, "a-lease") == 0

    assert list(states(world).values()) == ["accepted"] * 3
    assert world.reasons("doubt") == []


def test_who_is_woken_while_a_letter_of_theirs_is_on_its_way_is_not_in_doubt(world: World) -> None:
    all_due(world, 1)
    ids = leased(world)

    def woken(letter: OutgoingLetter, now: Any) -> Outcome:
        with world.parts.database.write() as session:
            session.execute(update(Enrollment).values(wake_at=world.now, lease=None))
        assert deliver(world.parts, leased(world, "another"), "another") == 0
        assert leased(world) == []
        return Accepted("x")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.transport, "send", woken)
        assert deliver(world.parts, ids, "a-lease") == 1

    assert list(states(world).values()) == ["accepted"]
    assert world.reasons("doubt") == []
    assert [one.step for one in enrollments(world)] == ["keep_in_touch"]


def test_a_slow_holder_whose_lease_went_to_somebody_else_sends_nothing(world: World) -> None:
    all_due(world, 3)
    slow = leased(world, "slow")
    leases_run_out(world)
    quick = leased(world, "quick")

    assert sorted(slow) == sorted(quick)
    assert deliver(world.parts, slow, "slow") == 0
    assert world.transport.calls == ()
    assert deliver(world.parts, quick, "quick") == 3


def test_a_transport_that_raises_leaves_one_letter_in_doubt_and_the_others_answers_recorded(world: World) -> None:
    all_due(world, 5)
    calls = iter(range(5))
    real = world.transport.send

    def sometimes_raises(letter: OutgoingLetter, now: Any) -> Outcome:
        if next(calls) == 2:
            raise RuntimeError("a bug in a library")
        return real(letter, now)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.transport, "send", sometimes_raises)
        deliver(world.parts, leased(world), "a-lease")

    assert sorted(states(world).values()) == ["accepted"] * 4 + ["unknown"]


def test_one_person_who_cannot_be_worked_holds_up_nobody_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    all_due(world, 5)
    real = values_of

    def breaks_for_one(parts: Any, standing: Any, *rest: Any) -> Any:
        if standing.candidate.first_name == "Ada3":
            raise RuntimeError("what nobody foresaw")
        return real(parts, standing, *rest)

    monkeypatch.setattr(module, "values_of", breaks_for_one)
    deliver(world.parts, leased(world), "a-lease")

    assert len(world.sent) == 4
    assert list(alarms(world)) == ["deliver post_rejection.call_first"]
    monkeypatch.setattr(module, "values_of", real)
    world.until(WEDNESDAY + timedelta(hours=2))
    assert len(world.sent) == 5


@pytest.mark.parametrize("vanish", ["erased", "merged"])
@pytest.mark.parametrize("outcome", [Refused("no"), InDoubt("time-out"), NotSent("503"), Accepted("x")])
def test_somebody_who_is_erased_or_merged_while_their_letter_is_on_its_way_takes_nobodys_answer_along(
    world: World, vanish: str, outcome: Outcome
) -> None:
    all_due(world, 3)
    gone: list[UUID] = []
    real = world.transport.send

    def vanishes(letter: OutgoingLetter, now: Any) -> Outcome:
        if gone:
            return real(letter, now)
        gone.append(letter.message_id)
        with world.parts.database.write() as session:
            message = session.get_one(Message, letter.message_id)
            first = session.get_one(Candidate, message.candidate_id)
            other = session.scalars(select(Candidate).where(Candidate.id != first.id).limit(1)).one()
            if vanish == "erased":
                erase(session, world.parts, first, world.now)
            else:
                merge(session, first, other, world.now)
        return outcome

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(world.transport, "send", vanishes)
        deliver(world.parts, leased(world), "a-lease")

    others = [state for message_id, state in states(world).items() if message_id not in gone]
    assert others == ["accepted"] * 2
    assert (gone[0] in states(world)) is (vanish == "merged")


def test_somebody_who_is_stopped_while_their_letter_was_on_its_way_and_the_worker_died_is_in_doubt_in_the_end(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_due(world, 1)

    class Dead(BaseException):
        pass

    def dies(*_: Any) -> Outcome:
        raise Dead

    ids = leased(world)
    monkeypatch.setattr(world.transport, "send", dies)
    with pytest.raises(Dead):
        deliver(world.parts, ids, "a-lease")
    monkeypatch.undo()
    world.tell("candidate.opted_out", candidate={**ADA, "id": "p0", "email": "p0@mail.example"})
    leases_run_out(world)
    world.drain()

    assert list(states(world).values()) == ["unknown"]
    assert alarms(world) == {"in_doubt": 1}


def test_a_poisoned_service_mail_holds_up_no_other(world: World) -> None:
    with world.parts.database.write() as session:
        for number, kind in enumerate(["no_such_letter", "alarm", "no_such_letter", "alarm"]):
            extra = {"title": "A title", "detail": "A detail", "remedy": "A remedy"}
            queue_service(session, world.parts, kind, subject=str(number), nonce="", to="team@northwind.example", extra=extra)

    world.drain()
    world.pass_days(1)

    assert len([mail for mail in world.service if "A title" in mail.subject + mail.text]) == 2
    with world.parts.database.read() as session:
        refused = select(func.count()).where(Message.kind == "service", Message.state == "refused")
        assert session.scalar(refused) == 2
