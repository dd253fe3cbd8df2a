"""Whether a person opened and clicked."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules import strategies
from worker.rules.human_or_machine import Judgement, Touch, judge, rewriter_in

DELIVERED = strategies.NOW
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36"
SAFARI = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15"
GMAIL = "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"
APPLE_PROXY = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"


def after(seconds: float) -> datetime:
    return DELIVERED + timedelta(seconds=seconds)


def opened(seconds: float, agent: str | None = CHROME, flag: bool | None = None, method: str | None = None) -> Touch:
    return Touch("opened", after(seconds), agent, flag, None, method)


def clicked(seconds: float, agent: str | None = CHROME, link: int = 1, method: str | None = None) -> Touch:
    return Touch("clicked", after(seconds), agent, None, f"https://jobs.example/{link}", method)


def one(touch: Touch, delivered_at: datetime | None = DELIVERED, link_count: int = 3) -> Judgement:
    return judge([touch], delivered_at, link_count)[0]


@pytest.mark.parametrize(
    "touch",
    [
        opened(300),
        opened(300, GMAIL),
        opened(3, GMAIL),
        opened(300, SAFARI),
        opened(300, None),
        opened(300, flag=False),
        opened(8),
        clicked(300),
        clicked(30),
        clicked(300, None),
        clicked(86400, SAFARI),
        clicked(300, method="GET"),
    ],
)
def test_what_a_person_does_is_taken_for_a_persons(touch: Touch) -> None:
    assert one(touch).is_person, one(touch).evidence


@pytest.mark.parametrize(
    "touch",
    [
        opened(300, flag=True),
        opened(300, APPLE_PROXY),
        opened(300, "Mozilla/5.0"),
        opened(300, ""),
        opened(2),
        opened(300, "Barracuda Sentinel (EE)"),
        opened(300, method="HEAD"),
        clicked(2),
        clicked(-1),
        clicked(9, ""),
        clicked(300, "Microsoft Office Existence Discovery"),
        clicked(300, "python-requests/2.32"),
        clicked(300, "Mozilla/5.0 (compatible; bingbot/2.0)"),
        clicked(3600, method="head"),
    ],
)
def test_what_a_machine_does_is_taken_for_a_machines(touch: Touch) -> None:
    assert not one(touch).is_person, one(touch).evidence


def test_without_a_time_of_delivery_haste_is_no_sign() -> None:
    assert one(clicked(2), delivered_at=None).is_person


def test_many_links_at_once_are_a_scanners_though_it_calls_itself_chrome() -> None:
    burst = [clicked(40, link=link) for link in range(4)]
    assert not any(judgement.is_person for judgement in judge(burst, DELIVERED, 8))


def test_every_link_within_a_minute_is_a_scanners() -> None:
    sweep = [clicked(20 + 12 * link, link=link) for link in range(4)]
    assert not any(judgement.is_person for judgement in judge(sweep, DELIVERED, 4))


def test_a_person_who_comes_after_the_scanner_is_still_a_person() -> None:
    touches = [*(clicked(3, link=link) for link in range(4)), opened(900), clicked(960, link=2)]
    assert [judgement.is_person for judgement in judge(touches, DELIVERED, 4)] == [False] * 4 + [True, True]


def test_three_links_at_once_are_a_scanners_and_so_are_two_in_the_same_second() -> None:
    assert not any(judgement.is_person for judgement in judge([clicked(300, link=link) for link in range(3)], DELIVERED, 8))
    assert not any(judgement.is_person for judgement in judge([clicked(300, link=link) for link in range(2)], DELIVERED, 8))


def test_a_person_may_follow_both_links_of_a_short_letter() -> None:
    assert all(judgement.is_person for judgement in judge([clicked(200, link=1), clicked(230, link=2)], DELIVERED, 2))


def test_the_same_link_again_and_again_is_no_burst() -> None:
    assert all(judgement.is_person for judgement in judge([clicked(200)] * 46, DELIVERED, 3))


def test_each_judgement_keeps_its_evidence() -> None:
    assert any("flagged" in sign for sign in one(opened(300, flag=True)).evidence)
    assert any("2 s after delivery" in sign for sign in one(clicked(2)).evidence)


many_touches = st.lists(strategies.touches, max_size=20)


@given(many_touches, st.integers(0, 6), st.randoms(use_true_random=False))
def test_the_order_in_which_touches_are_heard_never_matters(
    touches: list[Touch], link_count: int, shuffler: random.Random
) -> None:
    judged = judge(touches, DELIVERED, link_count)
    assert [judgement.touch for judgement in judged] == touches
    places = list(range(len(touches)))
    shuffler.shuffle(places)
    again = judge([touches[place] for place in places], DELIVERED, link_count)
    assert list(again) == [judged[place] for place in places]


@given(many_touches, st.integers(0, 6))
def test_hearing_everything_twice_changes_nothing(touches: list[Touch], link_count: int) -> None:
    once = judge(touches, DELIVERED, link_count)
    assert judge(touches * 2, DELIVERED, link_count) == once * 2


@given(many_touches, st.integers(0, 6))
def test_a_flag_or_a_head_is_never_a_person(touches: list[Touch], link_count: int) -> None:
    for judgement in judge(touches, DELIVERED, link_count):
        assert 0 <= judgement.probability <= 1
        assert judgement.is_person is (judgement.probability >= 0.5)
        if judgement.touch.machine_flag or judgement.touch.method == "HEAD":
            assert not judgement.is_person


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("https://eur03.safelinks.protection.outlook.com/?url=x", "eur03.safelinks.protection.outlook.com"),
        ("https://urldefense.com/v3/__x", "urldefense.com"),
        ("https://urldefense.proofpoint.com", "urldefense.proofpoint.com"),
        ("https://protect-eu.mimecast.com/s/x", "protect-eu.mimecast.com"),
        ("https://linkprotect.cudasvc.com/url?a=x", "linkprotect.cudasvc.com"),
        ("https://secure-web.cisco.com/1x", "secure-web.cisco.com"),
        ("https://mallory.example/?safelinks.protection.outlook.com/", None),
        ("https://safelinks.protection.outlook.com.mallory.example/", None),
        ("", None),
        (None, None),
    ],
)
def test_a_link_rewriter_is_known_by_its_own_host_only(referrer: str | None, host: str | None) -> None:
    assert rewriter_in(referrer) == host


def test_a_link_rewriter_that_looks_first_is_a_machine_and_the_reader_it_sends_on_a_person() -> None:
    looks = clicked(300)
    reader = replace(clicked(303), rewriter="eur03.safelinks.protection.outlook.com")

    first, second = judge([looks, reader], DELIVERED, 3)

    assert (first.is_person, second.is_person) == (False, True)
    assert one(looks).is_person  # by itself nothing speaks against it
