"""Pace: no more letters leave than the domain and the mail hosts are ready for, and nobody is forgotten for it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from tests.world import ADA, World
from worker.delivery.transport import NotSent
from worker.engine import pace_tally
from worker.engine.channel import read_channel
from worker.engine.hold import list_holds, resume
from worker.engine.pace import PaceDesk
from worker.engine.pace_tally import count_sent, count_trouble, tally_of
from worker.engine.pace_view import read_pace
from worker.rules.brake import BrakeLimits, Tally
from worker.rules.message_state import MessageState
from worker.rules.pace import Limits, PaceRules, WarmUp
from worker.rules.reasons import Reason
from worker.rules.signal_kind import SignalKind
from worker.store.models.candidate import Candidate
from worker.store.models.message import Message
from worker.store.models.operation import Alarm
from worker.store.models.pace import Pace, PaceHour

MakeWorld = Callable[..., World]
ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def _reject_many(world: World, people: int, host: str = "mail.example") -> None:
    for number in range(people):
        who = {**ADA, "id": f"p{number}@{host}", "email": f"p{number}@{host}"}
        world.reject(candidate=who, application_id=f"app-{number}-{host}")


def _left_by_hour(world: World) -> dict[str, int]:
    counts: dict[str, int] = {}
    for message in world.messages():
        if message.sending_at is not None:
            hour = message.sending_at.strftime("%d %H")
            counts[hour] = counts.get(hour, 0) + 1
    return counts


def test_no_more_letters_leave_in_an_hour_than_allowed_and_nobody_is_looked_at_in_vain(make_world: MakeWorld) -> None:
    world = make_world(pace=PaceRules(Limits(hour=2)))
    _reject_many(world, 7)
    world.pass_days(2.5)
    assert sorted(_left_by_hour(world).values()) == [1, 2, 2, 2]
    assert world.reasons("defer").count(Reason.PACED) == 5


@ON_SQLITE
def test_one_mail_hosts_limit_holds_up_nobody_elsewhere(make_world: MakeWorld) -> None:
    world = make_world(pace=PaceRules(hosts={"gmail.com": Limits(day=1)}))
    _reject_many(world, 3, "googlemail.com")
    _reject_many(world, 3, "mail.example")
    world.pass_days(2.5)
    hosts = [letter.to.address.partition("@")[2] for letter in world.sent]
    assert hosts.count("mail.example") == 3
    assert hosts.count("googlemail.com") == 1
    world.pass_days(1)
    assert len(world.sent) == 5


@ON_SQLITE
def test_a_new_domain_is_warmed_up_day_by_day(make_world: MakeWorld) -> None:
    world = make_world(pace=PaceRules(warm_up=WarmUp(date(2026, 1, 7), (1, 2, 4))))
    _reject_many(world, 7)
    world.pass_days(4.5)
    by_day: dict[str, int] = {}
    for hour, count in _left_by_hour(world).items():
        by_day[hour[:2]] = by_day.get(hour[:2], 0) + count
    assert by_day == {"07": 1, "08": 2, "09": 4}


@ON_SQLITE
def test_without_limits_nothing_is_locked_or_deferred_but_what_left_is_counted(world: World) -> None:
    _reject_many(world, 4)
    world.pass_days(3)
    assert len(world.sent) == 4
    assert Reason.PACED not in world.reasons()
    with world.parts.database.read() as session:
        assert tally_of(session, "northwind.example", world.now - timedelta(days=2)) == Tally(sent=4)


def _with_letters(world: World, count: int) -> list[Message]:
    """As many letters that left just now, without their whole story."""
    world.reject()
    world.until(world.now + timedelta(days=2))
    with world.parts.database.write() as session:
        ada = session.scalars(select(Candidate)).one()
        for number in range(count):
            row = Message(
                key=f"made/{number}", kind="letter", candidate_id=ada.id, campaign="post_rejection", step="thank_you",
                id=world.parts.new_id(), occurrence=number, locale="en", address=f"p{number}@mail.example", subject="x",
                state=MessageState.ACCEPTED.value, attempts=1, claimed_at=world.now, sending_at=world.now, trackable=False,
                link_count=0, machine_touched=False,
            )  # fmt: skip
            session.add(row)
    return world.messages()[-count:]


def test_too_many_bounces_stop_sending_until_somebody_says_to_go_on(make_world: MakeWorld) -> None:
    world = make_world(brake=BrakeLimits())
    letters = _with_letters(world, 12)
    for letter in letters[:9]:
        world.signal(SignalKind.SOFT_BOUNCED, letter)
    with world.parts.database.read() as session:
        assert not list_holds(session)
    world.signal(SignalKind.SOFT_BOUNCED, letters[9])
    with world.parts.database.read() as session:
        assert [held.by for held in list_holds(session)] == ["Rapport, for bounces past the limit"]
        assert session.scalars(select(Alarm.title).where(Alarm.key == "brake bounces")).one() == "Too many letters come back"
    world.drain()
    assert any("come back" in letter.subject for letter in world.service)
    resume(world.parts, None, "Rosa")
    world.signal(SignalKind.SOFT_BOUNCED, letters[10])
    with world.parts.database.read() as session:
        assert not list_holds(session)


@ON_SQLITE
def test_deferrals_make_sending_rest_for_a_while_and_go_on_by_itself(make_world: MakeWorld) -> None:
    world = make_world(brake=BrakeLimits())
    with world.parts.database.write() as session:
        count_trouble(session, world.parts, [SignalKind.DEFERRED.value] * 50)
    with world.parts.database.read() as session:
        state = read_channel(session, world.parts)
    assert (state.opens_at, state.reason) == (world.now + timedelta(minutes=30), Reason.SLOWED_DOWN)


@ON_SQLITE
def test_letters_that_a_mail_server_puts_off_count_as_deferrals(make_world: MakeWorld) -> None:
    world = make_world(brake=BrakeLimits())
    _reject_many(world, 60)
    world.transport.answer(*[NotSent("451 4.7.1 later", put_off=True)] * 60)
    world.pass_days(3)
    with world.parts.database.read() as session:
        assert session.scalars(select(Alarm.key)).one() == "brake deferrals"
    assert {message.state for message in world.messages()} == {MessageState.ACCEPTED.value}


@ON_SQLITE
def test_without_a_brake_nothing_stops(world: World) -> None:
    for letter in _with_letters(world, 12):
        world.signal(SignalKind.SOFT_BOUNCED, letter)
    with world.parts.database.read() as session:
        assert not list_holds(session)


@ON_POSTGRESQL
def test_who_counts_what_left_does_not_wait_for_somebody_elses_commit(
    make_world: MakeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world()
    parts = world.parts
    threads = iter([41, 42])
    monkeypatch.setattr(pace_tally, "get_native_id", lambda: next(threads))
    with parts.database.write() as one, parts.database.write() as other:
        other.execute(text("SET LOCAL lock_timeout = '5s'"))
        count_sent(one, parts.policy.sending_domain, 3, world.now)
        count_sent(other, parts.policy.sending_domain, 4, world.now)
    with parts.database.read() as session:
        assert tally_of(session, parts.policy.sending_domain, world.now - timedelta(hours=2)).sent == 7


def test_old_counts_and_hosts_nobody_writes_to_are_forgotten(make_world: MakeWorld) -> None:
    world = make_world(pace=PaceRules(hosts={"*": Limits(day=5)}))
    _reject_many(world, 1, "ada.example")
    world.pass_days(3)
    world.now += timedelta(days=9)
    with world.parts.database.write() as session:
        assert session.get(Pace, "northwind.example/ada.example") is not None
        count_trouble(session, world.parts, [SignalKind.DEFERRED.value])
    with world.parts.database.read() as session:
        assert [row.deferred for row in session.scalars(select(PaceHour))] == [1]
        assert session.get(Pace, "northwind.example/ada.example") is None


@ON_SQLITE
def test_how_the_pace_stands_can_be_read(make_world: MakeWorld) -> None:
    rules = PaceRules(Limits(hour=20), {"gmail.com": Limits(day=1)}, WarmUp(date(2026, 1, 6), (5, 6)))
    world = make_world(pace=rules, brake=BrakeLimits())
    _reject_many(world, 2, "gmail.com")
    _reject_many(world, 1)
    world.pass_days(2.05)
    with world.parts.database.read() as session:
        state = read_pace(session, world.parts)
    assert [(used.name, used.in_day, used.limits.day) for used in state.used] == [
        ("northwind.example", 2, 6),
        ("gmail.com", 1, 1),
    ]
    assert state.used[1].may_leave_now == 0
    assert state.used[1].next_turn is not None
    assert (state.warm_up_day, state.warm_up_days, state.day.sent) == (2, 2, 2)


def test_workers_side_by_side_never_let_more_leave_than_allowed(make_world: MakeWorld) -> None:
    world = make_world(pace=PaceRules(Limits(hour=12)))

    def work(worker: int) -> int:
        taken = 0
        for _ in range(3):
            with world.parts.database.write() as session:
                desk = PaceDesk(session, world.parts, world.now)
                taken += sum(desk.late(f"p{number}@mail.example") is None for number in range(2))
                desk.save()
        return taken

    with ThreadPoolExecutor(4) as workers:
        assert sum(workers.map(work, range(4))) == 12
    with world.parts.database.read() as session:
        assert tally_of(session, "northwind.example", world.now - timedelta(hours=2)) == Tally(sent=12)
