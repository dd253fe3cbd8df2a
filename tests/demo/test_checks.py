"""The demo's own judgement finds faults that are planted, and finds none where there are none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from demo.checks.evidence import Act, Books, Evidence, LedgerRow, Letter
from demo.checks.judge import CHECKS, judge
from demo.script.diary import ATS
from demo.script.reading import Line

TUESDAY = datetime(2026, 3, 10, 9, 15, tzinfo=UTC)
THURSDAY = datetime(2026, 3, 12, 8, 15, tzinfo=UTC)
END = datetime(2026, 12, 31, tzinfo=UTC)
ADA = {"id": "c-1", "email": "ada@mail.example", "zone": "Europe/Copenhagen", "country": "DK"}
_numbers = count(1)


def told(kind: str, at: datetime = TUESDAY, **data: Any) -> Line:
    data = {"candidate": ADA} | data
    event = {"id": f"e-{next(_numbers)}", "source": ATS, "type": kind, "time": at.isoformat(), "data": data}
    return Line(at, event)


def letter(number: int = 1, at: datetime = THURSDAY, **changed: Any) -> Letter:
    plain = Letter(number, f"mid-{number}", "ada@mail.example", "Your application", f"Words of letter {number}.", at, True, "en")
    return replace(plain, **changed)


def row(number: int = 1, state: str = "delivered", campaign: str = "post_rejection") -> LedgerRow:
    return LedgerRow(f"mid-{number}", "letter", campaign, "thank_you", state)


def evidence(*, lines: list[Line] | None = None, letters: list[Letter] | None = None, **changed: Any) -> Evidence:
    """Ada was turned down on a Tuesday and had her letter on Thursday; what is given takes the place of that."""
    told_lines = [told("candidate.rejected")] if lines is None else lines
    sent = [letter()] if letters is None else letters
    ledger = changed.pop("ledger", [row(one.id) for one in sent])
    inbox = changed.pop("inbox", frozenset((ATS, line.event["id"]) for line in told_lines))
    books = Books(ledger, inbox, changed.pop("left_over", {}))
    return Evidence(told_lines, sent, changed.pop("acts", []), books, END, **changed)


def wrong(found: Evidence) -> dict[str, int]:
    return {name: len(problems) for name, problems in judge(found).items() if problems}


def test_where_nothing_is_wrong_nothing_is_found() -> None:
    assert wrong(evidence()) == {}


def test_each_check_has_a_name_the_report_can_say() -> None:
    from demo.report import _CHECK_SAYS

    assert set(_CHECK_SAYS) == set(CHECKS)


def test_a_message_id_that_comes_twice_is_found() -> None:
    twice = [letter(1), letter(2, mid="mid-1")]
    assert wrong(evidence(letters=twice, ledger=[row(1)])) == {"sent_twice": 1}


def test_the_same_words_to_the_same_person_are_found_though_links_and_ids_differ() -> None:
    twice = [
        letter(1, text="Hello https://a.example/1"),
        letter(2, text="Hello https://a.example/2", at=THURSDAY + timedelta(days=4)),
    ]
    assert wrong(evidence(letters=twice)) == {"sent_twice": 1}


def test_the_same_words_a_year_later_are_an_anniversary() -> None:
    twice = [letter(1, text="Congratulations"), letter(2, text="Congratulations", at=THURSDAY + timedelta(days=364))]
    assert wrong(evidence(letters=twice)) == {}


def test_two_tasks_for_one_colleague_are_told_apart_by_their_links() -> None:
    tasks = [
        letter(n, to="rosa@northwind.example", to_candidate=False, text=f"A task: https://a.example/h/{n}", subject="A task")
        for n in (2, 3)
    ]
    assert wrong(evidence(letters=[letter(), *tasks])) == {}


@pytest.mark.parametrize("name", ["unsubscribe", "stop", "complain", "bounce"])
def test_a_letter_after_a_no_is_found(name: str) -> None:
    said = Act(1, name, THURSDAY + timedelta(hours=2), "unsubscribed with one click, answered 200")
    later = letter(2, at=THURSDAY + timedelta(days=5))
    assert wrong(evidence(letters=[letter(), later], acts=[said])) == {"sent_after_no": 1}


@pytest.mark.parametrize("name", ["open", "click", "blocked", "out_of_office"])
def test_what_is_not_a_no_is_none(name: str) -> None:
    later = letter(2, at=THURSDAY + timedelta(days=5))
    assert wrong(evidence(letters=[letter(), later], acts=[Act(1, name, THURSDAY)])) == {}


def test_a_no_holds_for_every_address_of_the_person() -> None:
    moved = told("candidate.updated", TUESDAY, candidate=ADA | {"email": "ada@new.example"})
    said = Act(1, "stop", THURSDAY)
    later = letter(2, at=THURSDAY + timedelta(days=5), to="Ada@New.example")
    found = evidence(lines=[told("candidate.rejected"), moved], letters=[letter(), later], acts=[said])
    assert wrong(found) == {"sent_after_no": 1}


def test_an_unsubscribing_that_was_not_taken_is_found() -> None:
    said = Act(1, "unsubscribe", THURSDAY, "unsubscribed with one click, answered 404")
    assert wrong(evidence(acts=[said])) == {"sent_after_no": 1}


@pytest.mark.parametrize(
    "no",
    [
        lambda: told("candidate.opted_out"),
        lambda: told("candidate.opted_out", topic="after_application"),
        lambda: told("candidate.erased", candidate={"id": "c-1"}),
        lambda: told("candidate.updated", candidate=ADA | {"may_be_mailed": False}),
    ],
)
def test_a_letter_after_upstream_said_no_is_found(no: Callable[[], Line]) -> None:
    assert wrong(evidence(lines=[told("candidate.rejected"), no()])) == {"sent_after_no": 1}


def test_a_no_to_another_topic_is_none() -> None:
    assert wrong(evidence(lines=[told("candidate.rejected"), told("candidate.opted_out", topic="referrals")])) == {}


@pytest.mark.parametrize(
    ("at", "zone", "country"),
    [
        (datetime(2026, 3, 12, 6, 59, tzinfo=UTC), "Europe/Copenhagen", "DK"),
        (datetime(2026, 3, 12, 17, 0, tzinfo=UTC), "Europe/Copenhagen", "DK"),
        (datetime(2026, 3, 14, 9, 0, tzinfo=UTC), "Europe/Copenhagen", "DK"),
        (datetime(2026, 4, 2, 9, 0, tzinfo=UTC), "Europe/Copenhagen", "DK"),
        (datetime(2026, 3, 12, 9, 0, tzinfo=UTC), "America/New_York", "US"),
        (datetime(2026, 3, 12, 8, 0, tzinfo=UTC), "Australia/Sydney", "AU"),
    ],
)
def test_a_letter_at_a_bad_hour_is_found(at: datetime, zone: str, country: str) -> None:
    lines = [told("candidate.rejected", at - timedelta(days=2), candidate=ADA | {"zone": zone, "country": country})]
    assert wrong(evidence(lines=lines, letters=[letter(at=at)])) == {"outside_hours": 1}


def test_hours_are_those_of_where_they_live_by_then() -> None:
    moved = told(
        "candidate.updated", THURSDAY + timedelta(hours=1), candidate=ADA | {"zone": "America/New_York", "country": "US"}
    )
    later = letter(2, at=THURSDAY + timedelta(days=5))
    assert wrong(evidence(lines=[told("candidate.rejected"), moved], letters=[letter(), later])) == {"outside_hours": 1}


def test_an_older_word_told_later_moves_nobody() -> None:
    moved = told("candidate.updated", TUESDAY + timedelta(hours=1), candidate=ADA | {"zone": "America/New_York", "country": "US"})
    older = Line(TUESDAY + timedelta(hours=5), told("candidate.updated", TUESDAY).event)
    assert wrong(evidence(lines=[told("candidate.rejected"), moved, older])) == {"outside_hours": 1}


def test_a_letter_the_mailbox_does_not_have_is_found() -> None:
    assert wrong(evidence(ledger=[row(1), row(2)])) == {"lost_letters": 1}


def test_a_letter_the_books_do_not_have_is_found() -> None:
    assert wrong(evidence(ledger=[])) == {"lost_letters": 1}


def test_the_books_forget_the_erased_and_that_is_right() -> None:
    erased = told("candidate.erased", THURSDAY + timedelta(days=20), candidate={"id": "c-1"})
    assert wrong(evidence(lines=[told("candidate.rejected"), erased], ledger=[])) == {}


@pytest.mark.parametrize("state", ["sending", "unknown"])
def test_a_letter_in_doubt_is_found(state: str) -> None:
    assert wrong(evidence(ledger=[row(1, state)])) == {"in_doubt": 1}


def test_an_event_that_was_never_stored_is_found() -> None:
    assert wrong(evidence(inbox=frozenset())) == {"lost_events": 1}


def test_what_is_left_over_and_what_never_came_back_is_found() -> None:
    found = evidence(left_over={"a hook is not worked": 2}, never_came_back=["a webhook was given up: open, 500"])
    assert wrong(found) == {"unfinished": 3}


def test_a_letter_to_a_stranger_is_found() -> None:
    assert wrong(evidence(letters=[letter(), letter(2, to="mallory@else.example")])) == {"to_strangers": 1}


def test_somebody_turned_down_who_hears_nothing_is_found() -> None:
    assert wrong(evidence(letters=[])) == {"without_word": 1}


@pytest.mark.parametrize(
    "why",
    [
        lambda: told("candidate.rejected", silent=True),
        lambda: told("candidate.rejected", END - timedelta(days=3)),
    ],
)
def test_some_are_rightly_left_without_a_letter(why: Callable[[], Line]) -> None:
    assert wrong(evidence(lines=[why()], letters=[])) == {}


def test_an_unrejection_makes_the_letter_needless() -> None:
    lines = [told("candidate.rejected"), told("candidate.unrejected", TUESDAY + timedelta(days=1))]
    assert wrong(evidence(lines=lines, letters=[])) == {}


def test_a_year_in_which_a_campaign_or_a_kind_of_mail_was_never_heard_of_is_found() -> None:
    year = [told("candidate.updated") for _ in range(1000)]

    found = judge(evidence(lines=year))["unheard"]

    assert "referral_ask.ask: nobody got it in a whole year" in found
    assert "newsletter 2026-03: nobody got it" in found
    assert "mail of the kind out_of_office: none came in a whole year" in found
    assert not any("post_rejection.thank_you" in sentence for sentence in found)
