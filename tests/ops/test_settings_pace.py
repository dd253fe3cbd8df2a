"""Settings of pace, warm-up and brake: read as one would write them, and refused where they cannot be meant."""

from __future__ import annotations

from datetime import date

import pytest

from tests.ops.test_settings import problems, production
from worker.app import policy_of
from worker.rules.brake import BrakeLimits
from worker.rules.pace import STANDARD_WARM_UP, Limits, PaceRules, WarmUp
from worker.settings import load_settings


def test_pace_is_read_and_reaches_the_engine() -> None:
    policy = policy_of(
        load_settings(
            production(
                RAPPORT_PACE="second=2.5, hour=2000,day=20000",
                RAPPORT_PACE_HOSTS="googlemail.com:hour=100; *:second=1",
                RAPPORT_WARM_UP="2026-11-02",
                RAPPORT_WARM_UP_PLAN="10,20",
                RAPPORT_BRAKE="complaints=0.1%",
            )
        )
    )
    hosts = {"gmail.com": Limits(hour=100), "*": Limits(second=1)}
    assert policy.pace == PaceRules(Limits(2.5, 2000, 20000), hosts, WarmUp(date(2026, 11, 2), (10, 20)))
    assert policy.brake == BrakeLimits(complaints=0.001)


def test_unset_there_are_no_limits_but_a_brake() -> None:
    policy = policy_of(load_settings(production()))
    assert not policy.pace
    assert policy.brake == BrakeLimits()
    assert policy_of(load_settings(production(RAPPORT_BRAKE="off"))).brake is None


def test_a_warm_up_without_a_plan_follows_the_usual_one() -> None:
    warm_up = load_settings(production(RAPPORT_WARM_UP="2026-11-02")).pace_rules.warm_up
    assert warm_up == WarmUp(date(2026, 11, 2), STANDARD_WARM_UP)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("RAPPORT_PACE", "fast"),
        ("RAPPORT_PACE", "hour=0"),
        ("RAPPORT_PACE", "hour=1.5"),
        ("RAPPORT_PACE", "hour=10,hour=20"),
        ("RAPPORT_PACE", "minute=10"),
        ("RAPPORT_PACE_HOSTS", "gmail.com"),
        ("RAPPORT_PACE_HOSTS", "gmail.com:hour=1;googlemail.com:hour=2"),
        ("RAPPORT_PACE_HOSTS", "not a host:hour=1"),
        ("RAPPORT_WARM_UP", "soon"),
        ("RAPPORT_WARM_UP_PLAN", "50,-1"),
        ("RAPPORT_WARM_UP_PLAN", ","),
        ("RAPPORT_BRAKE", "bounces=5"),
        ("RAPPORT_BRAKE", "opens=5%"),
        ("RAPPORT_BRAKE", "bounces=200%"),
    ],
)
def test_what_cannot_be_meant_is_refused(name: str, text: str) -> None:
    [problem] = problems(production(**{name: text}))
    assert problem.startswith(f"{name} ")
