"""Every fault, one by one, as the caller and as the other side see it."""

from __future__ import annotations

import time

import httpx
import pytest

from tests.sandbox.conftest import StartSandbox
from tests.sandbox.driving import Driver, mail


def test_a_slow_answer_has_kept_the_letter_meanwhile(box: Driver) -> None:
    box.arm("slow", seconds=0.4)
    begun = time.monotonic()
    assert box.send().status_code == 202
    assert time.monotonic() - begun >= 0.4
    assert box.count() == 1


def test_a_slow_call_is_not_quiet(box: Driver) -> None:
    box.arm("slow", seconds=2)
    impatient, key = httpx.Timeout(20, read=0.1), {"Authorization": "Bearer SG.test"}
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(f"{box.url}/v3/mail/send", json=mail(), headers=key, timeout=impatient, trust_env=False)
    assert box.count() == 1
    assert not box.quiet()["quiet"]


def test_a_connection_cut_after_accepting_leaves_the_letter_kept(box: Driver) -> None:
    box.arm("cut_after_accept")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        box.send()
    assert box.count() == 1
    box.wait_quiet()
    assert box.receiver.names() == ["processed", "delivered"]
    assert box.send(mail("bo@candidate.example")).status_code == 202


def test_a_connection_cut_before_accepting_leaves_nothing(box: Driver) -> None:
    box.arm("cut_before_accept")
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        box.send()
    assert box.count() == 0
    assert box.quiet()["quiet"]


@pytest.mark.parametrize("status", [401, 500, 502, 503, 504])
def test_a_status_is_answered_and_nothing_kept(box: Driver, status: int) -> None:
    box.arm(f"status_{status}", times=2)
    assert [box.send().status_code for _ in range(3)] == [status, status, 202]
    assert box.count() == 1


@pytest.mark.parametrize("status", [500, 502, 504])
def test_a_status_may_lie_about_a_letter_that_was_kept(box: Driver, status: int) -> None:
    box.arm(f"status_{status}", stored=True)
    assert box.send().status_code == status
    assert box.count() == 1


def test_too_many_requests_says_when_it_is_over_on_the_handed_in_time(box: Driver) -> None:
    box.arm("status_429", seconds=90)
    answer = box.send()
    assert answer.status_code == 429
    assert answer.json() == {"errors": [{"message": "too many requests", "field": None, "help": None}]}
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert answer.headers["X-RateLimit-Limit"]
    assert answer.headers["X-RateLimit-Reset"] == str(1767600900 + 90)
    assert box.count() == 0


def test_events_come_twice_with_the_same_id(box: Driver) -> None:
    box.arm("events_twice")
    box.send()
    box.wait_quiet()
    events = box.receiver.events()
    assert len(events) == 4
    assert len({event["sg_event_id"] for event in events}) == 2


def test_late_events_wait_for_the_handed_in_time(box: Driver) -> None:
    box.arm("events_late", seconds=7200)
    box.send()
    box.wait_quiet()
    assert box.receiver.names() == []
    assert box.quiet()["next_reaction_at"] == "2026-01-05T10:15:00+00:00"
    box.advance("2h")
    assert box.receiver.names() == ["processed", "delivered"]
    assert {event["timestamp"] for event in box.receiver.events()} == {1767600900}


def test_early_events_are_acknowledged_before_the_202(box: Driver) -> None:
    for _ in range(10):
        before = len(box.receiver.events())
        box.arm("events_early")
        assert box.send().status_code == 202
        # Looked at without waiting: they were there before the answer was.
        assert len(box.receiver.events()) == before + 2
    box.wait_quiet()
    assert len(box.receiver.events()) == 20


def test_early_events_that_are_not_taken_come_again(box: Driver) -> None:
    box.receiver.answers["/events"] = [500]
    box.arm("events_early")
    assert box.send().status_code == 202
    box.wait_quiet()
    assert box.receiver.names() == ["processed", "delivered"] * 2


def test_events_out_of_order_come_one_by_one_the_last_first(box: Driver) -> None:
    box.arm("events_out_of_order")
    box.send()
    box.wait_quiet()
    assert [[event["event"] for event in batch] for batch in box.receiver.batches()] == [["delivered"], ["processed"]]


def test_faults_work_together_and_can_be_taken_back(box: Driver) -> None:
    box.arm("events_twice", times=5)
    box.arm("status_500", stored=True)
    assert box.send().status_code == 500
    box.wait_quiet()
    assert len(box.receiver.events()) == 4
    assert box.http.get("/api/faults").json()["armed"] == {"events_twice": 4}
    assert box.http.delete("/api/faults").json() == {"armed": {}}
    box.send(mail("bo@candidate.example"))
    box.wait_quiet()
    assert len(box.receiver.events()) == 6


def test_a_fault_nobody_knows_is_refused(start: StartSandbox) -> None:
    box = start()
    assert box.http.post("/api/faults", json={"fault": "plague"}).status_code == 422
