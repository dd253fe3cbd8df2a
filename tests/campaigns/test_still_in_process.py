"""Nobody is left without word: two letters at most, then a person is asked to speak."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tests.campaigns.post import letters
from tests.world import ENGINEER, ROSA, World
from worker.store.models.handoff import Handoff

APPLIED = {"id": "app-1", "stage": "screen", "job": ENGINEER}


def handoffs(world: World) -> list[Handoff]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(Handoff)))


def test_an_application_without_word_gets_two_letters_and_then_a_colleague_is_asked(world: World) -> None:
    world.tell("candidate.applied", application=APPLIED, recruiter=ROSA)

    world.pass_days(90)

    assert letters(world, "still_in_process") == ["where_it_stands 2026-01-19", "still_waiting 2026-02-02"]
    first, second = world.sent
    assert "since 5 January 2026" in first.text
    assert "your application for Data Engineer" in first.text
    assert "the last letter of its kind" in second.text
    (asked,) = handoffs(world)
    assert asked.step == "give_word"
    assert "promised word in person" in asked.ask


def test_each_step_forward_counts_the_silence_anew(world: World) -> None:
    world.tell("candidate.applied", application=APPLIED)
    world.pass_days(10)

    world.tell("candidate.advanced", application={**APPLIED, "stage": "interview"})
    world.pass_days(12)

    assert letters(world, "still_in_process") == []
    world.pass_days(4)
    assert letters(world, "still_in_process") == ["where_it_stands 2026-01-29"]
    assert "since 15 January 2026" in world.sent[0].text


@pytest.mark.parametrize("end", ["candidate.rejected", "candidate.withdrew"])
def test_an_application_that_is_decided_is_waited_for_no_longer(world: World, end: str) -> None:
    world.tell("candidate.applied", application=APPLIED)
    world.pass_days(5)

    world.tell(end, application=APPLIED)
    world.pass_days(60)

    assert letters(world, "still_in_process") == []
    assert handoffs(world) == []


def test_a_hire_ends_the_waiting_too(world: World) -> None:
    world.tell("candidate.applied", application=APPLIED)
    world.pass_days(5)

    world.hire("2026-06-01", application={"id": "app-1"})
    world.pass_days(60)

    assert letters(world, "still_in_process") == []


def test_each_application_is_waited_for_by_itself(world: World) -> None:
    world.tell("candidate.applied", application=APPLIED)
    world.tell("candidate.applied", application={"id": "app-2", "job": {"id": "job-2", "title": "Data Analyst"}})

    world.tell("candidate.withdrew", application=APPLIED)
    world.pass_days(16)

    assert letters(world, "still_in_process") == ["where_it_stands 2026-01-19"]
    assert "Data Analyst" in world.sent[0].text
