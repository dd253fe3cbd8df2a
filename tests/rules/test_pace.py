from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from worker.rules.brake import BrakeLimits, Tally, Trouble, too_much
from worker.rules.pace import (
    LATEST,
    Count,
    Limits,
    PaceRules,
    Wait,
    WarmUp,
    host_of,
    room,
    wait_for,
    with_one_more,
    with_one_waiting,
)

NOW = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)


def _sent(letters: int, limits: Limits, now: datetime = NOW) -> Count:
    count = Count()
    for _ in range(letters):
        count = with_one_more(count, limits, now)
    return count


def test_without_limits_there_is_always_room() -> None:
    assert room(_sent(10_000, Limits()), Limits(), NOW) is None
    assert wait_for(_sent(10_000, Limits()), Limits(), NOW) == Wait(NOW)


def test_an_hours_limit_holds_until_the_next_clock_hour() -> None:
    limits = Limits(hour=3)
    assert room(_sent(2, limits), limits, NOW) == 1
    full = _sent(3, limits)
    assert wait_for(full, limits, NOW) == Wait(datetime(2026, 3, 2, 10, tzinfo=UTC), timedelta(minutes=20), timedelta(hours=1))
    assert room(full, limits, NOW + timedelta(minutes=45)) == 3


def test_a_days_limit_holds_until_the_next_day_whatever_the_hour_allows() -> None:
    limits = Limits(hour=100, day=3)
    full = _sent(3, limits)
    assert wait_for(full, limits, NOW).until == datetime(2026, 3, 3, tzinfo=UTC)
    assert room(full, limits, NOW + timedelta(hours=2)) == 0


def test_a_rate_per_second_holds_on_average_over_ten_seconds() -> None:
    limits = Limits(second=2)
    assert room(Count(), limits, NOW) == 20
    full = _sent(20, limits)
    assert room(full, limits, NOW) == 0
    assert wait_for(full, limits, NOW) == Wait(NOW + timedelta(seconds=0.5), timedelta(seconds=0.5))
    assert room(full, limits, NOW + timedelta(seconds=3)) == 6


def test_even_less_than_one_in_ten_seconds_lets_somebody_through() -> None:
    limits = Limits(second=0.02)
    assert room(Count(), limits, NOW) == 1
    assert wait_for(_sent(1, limits), limits, NOW).until == NOW + timedelta(seconds=50)


@given(
    second=st.none() | st.floats(0.05, 50),
    hour=st.none() | st.integers(1, 400),
    day=st.none() | st.integers(1, 2_000),
    steps=st.lists(st.floats(0, 3000), max_size=60),
)
def test_no_limit_is_ever_passed(second: float | None, hour: int | None, day: int | None, steps: list[float]) -> None:
    limits, count, now = Limits(second, hour, day), Count(), NOW
    left: list[datetime] = []
    for step in steps:
        now += timedelta(seconds=step)
        places = room(count, limits, now)
        assert (wait_for(count, limits, now).until <= now) is (places is None or places > 0)
        for _ in range(min(7, places if places is not None else 7)):
            count = with_one_more(count, limits, now)
            left.append(now)
    hours = Counter(at.replace(minute=0, second=0, microsecond=0) for at in left)
    assert hour is None or max(hours.values(), default=0) <= hour
    assert day is None or max(Counter(at.date() for at in left).values(), default=0) <= day
    if second is not None:
        minute = timedelta(seconds=60)
        assert all(sum(at <= other < at + minute for other in left) <= second * 60 + max(10 * second, 1) + 1 for at in left)


def _turns(count: Count, people: int, limits: Limits, tomorrow: Limits | None = None) -> list[datetime]:
    turns = []
    for _ in range(people):
        count, turn = with_one_waiting(count, wait_for(count, limits, NOW, tomorrow))
        turns.append(turn)
    return turns


def test_as_many_of_those_who_wait_have_their_turn_as_can_leave_then() -> None:
    limits = Limits(hour=2)
    ten = datetime(2026, 3, 2, 10, tzinfo=UTC)
    assert _turns(_sent(2, limits), 5, limits) == [ten + timedelta(hours=hour) for hour in (0, 0, 1, 1, 2)]


def test_with_a_rate_per_second_turns_come_one_behind_the_other() -> None:
    limits = Limits(second=2)
    first = NOW + timedelta(seconds=0.5)
    assert _turns(_sent(20, limits), 3, limits) == [first, first + timedelta(seconds=0.5), first + timedelta(seconds=1)]


def test_a_plan_that_grows_gives_turns_by_tomorrows_number() -> None:
    tomorrow = datetime(2026, 3, 3, tzinfo=UTC)
    assert _turns(_sent(1, Limits(day=1)), 3, Limits(day=1), Limits(day=3)) == [tomorrow] * 3


def test_nobody_waits_longer_than_a_day_before_being_looked_at_again() -> None:
    limits = Limits(day=1)
    assert _turns(_sent(1, limits), 50, limits)[-1] == wait_for(_sent(1, limits), limits, NOW).until + LATEST


def test_a_new_domains_days_follow_the_plan_and_then_the_usual_limits() -> None:
    rules = PaceRules(Limits(day=400), warm_up=WarmUp(date(2026, 3, 2), (50, 100, 1000)))
    days = [rules.limits_of_domain(date(2026, 3, day)).day for day in (1, 2, 3, 4, 5)]
    assert days == [50, 50, 100, 400, 400]
    assert PaceRules(warm_up=WarmUp(date(2026, 3, 2), (50,))).limits_of_domain(date(2026, 3, 3)) == Limits()


def test_a_hosts_own_limits_go_before_those_of_every_other_host() -> None:
    rules = PaceRules(hosts={"gmail.com": Limits(hour=10), "*": Limits(second=1)})
    assert rules.limits_of_host("gmail.com") == Limits(hour=10)
    assert rules.limits_of_host("mail.example") == Limits(second=1)
    assert not PaceRules().limits_of_host("gmail.com")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("ada@Googlemail.com", "gmail.com"),
        ("ada@hotmail.co.uk", "outlook.com"),
        ("ada@yahoo.de", "yahoo.com"),
        ("ada@gmx.net", "gmx.de"),
        ("ada@mail.example", "mail.example"),
        ("ada", "ada"),
    ],
)
def test_mailboxes_of_one_provider_are_one_host(address: str, host: str) -> None:
    assert host_of(address) == host


@pytest.mark.parametrize(
    ("tally", "trouble"),
    [
        (Tally(), None),
        (Tally(sent=1000, bounced=50, complained=3, deferred=250), None),
        (Tally(sent=1000, bounced=51), Trouble.BOUNCES),
        (Tally(sent=900, complained=3), Trouble.COMPLAINTS),
        (Tally(sent=1000, deferred=251), Trouble.DEFERRALS),
        (Tally(sent=1000, bounced=500, complained=50), Trouble.COMPLAINTS),
        (Tally(sent=10, bounced=9, complained=2, deferred=49), None),
        (Tally(sent=0, bounced=10), Trouble.BOUNCES),
    ],
)
def test_the_brake_is_pulled_by_shares_and_never_by_a_few(tally: Tally, trouble: Trouble | None) -> None:
    assert too_much(tally, BrakeLimits()) is trouble


def test_a_limit_of_all_is_no_limit() -> None:
    assert too_much(Tally(sent=100, bounced=100), BrakeLimits(bounces=1)) is None
