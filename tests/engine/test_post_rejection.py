"""After a rejection: one letter, at the right hour, once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import ON_SQLITE
from tests.world import ADA, ENGINEER, World

pytestmark = ON_SQLITE


def test_a_rejected_candidate_gets_one_thank_you_two_business_days_later_in_her_morning(world: World) -> None:
    world.reject()

    world.pass_days(10)

    assert len(world.sent) == 1
    letter = world.sent[0]
    assert "Data Engineer" in letter.subject + letter.text
    assert "Rosa" in letter.text
    sent_at = world.messages()[0].sending_at
    assert sent_at is not None
    assert (sent_at.date().isoformat(), sent_at.hour) == ("2026-01-07", 8)  # Wednesday, 09:xx in Copenhagen
    assert world.messages()[0].state == "accepted"


def test_the_same_event_twice_sends_nothing_twice(world: World) -> None:
    event = world.event("candidate.rejected", application={"id": "a", "stage": "screen", "job": ENGINEER})
    from worker.engine.take_in import take_in

    for _ in range(3):
        take_in(world.parts, [event], door="test")
        world.drain()

    world.pass_days(10)

    assert len(world.sent) == 1


def test_three_rejections_in_a_week_make_one_letter_that_names_them_all(world: World) -> None:
    for number, title in enumerate(["Data Engineer", "Analyst", "Team Lead"]):
        world.reject(application_id=f"app-{number}", job={"id": f"job-{number}", "title": title})
        world.now += timedelta(hours=3)

    world.pass_days(10)

    assert len(world.sent) == 1
    assert all(title in world.sent[0].text for title in ("Data Engineer", "Analyst", "Team Lead"))
    assert world.reasons("skip").count("already_enrolled") == 2


@pytest.mark.parametrize("stages", [("screen", "onsite"), ("onsite", "screen"), ("a chat", "onsite")])
def test_whoever_came_far_for_one_of_several_roles_is_called_first(world: World, stages: tuple[str, str]) -> None:
    for number, stage in enumerate(stages):
        world.reject(application_id=f"app-{number}", stage=stage, job={"id": f"job-{number}", "title": f"Role {number}"})
    world.pass_days(2.5)

    assert world.sent == []
    assert [mail.to.address for mail in world.service] == ["rosa@northwind.example"]


def test_an_unrejection_stops_what_was_to_come(world: World) -> None:
    world.reject()
    world.now += timedelta(hours=1)

    world.tell("candidate.unrejected", application={"id": "app-1", "stage": "interview", "job": ENGINEER})
    world.pass_days(60)

    assert "post_rejection" not in {message.campaign for message in world.messages()}


def test_an_event_of_the_past_that_arrives_late_starts_nothing_when_a_later_one_undid_it(world: World) -> None:
    world.tell("candidate.unrejected", application={"id": "app-1", "stage": "interview", "job": ENGINEER})

    world.reject(at=world.now - timedelta(hours=2))
    world.pass_days(60)

    assert "post_rejection" not in {message.campaign for message in world.messages()}
    assert "superseded" in world.reasons()


def test_after_an_onsite_the_letter_waits_for_the_call(world: World) -> None:
    world.reject(stage="onsite")
    world.pass_days(2.5)

    assert world.sent == []
    assert len(world.service) == 1
    assert world.service[0].to.address == "rosa@northwind.example"

    world.pass_days(3)
    assert len(world.sent) == 1  # the deadline was over


def test_a_silent_event_is_recorded_and_sends_nothing(world: World) -> None:
    world.reject(silent=True)
    world.pass_days(60)

    assert world.sent == []
    assert "silent_event" in world.reasons()
    assert world.candidate().address == ADA["email"]
