"""Waiting for something or a deadline, and word for those whose application has gone quiet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from campaigns.vocabulary import (
    Anchor,
    Campaign,
    Handoff,
    Letter,
    OncePer,
    Topic,
    WaitFor,
    business_days,
    days,
    hired_again,
    hours,
    joined,
    morning,
    placed,
)
from schemas.events.candidate_advanced import CandidateAdvanced
from schemas.events.candidate_applied import CandidateApplied
from schemas.events.candidate_rejected import CandidateRejected
from schemas.events.candidate_withdrew import CandidateWithdrew
from tests.world import ENGINEER, World
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff as HandoffRow

WAITS = Campaign(
    "post_rejection",
    topic=Topic.AFTER_APPLICATION,
    starts_on=[CandidateRejected],
    steps=[
        WaitFor("their_word", joined(Topic.TALENT_NETWORK), after=days(1), at_most=days(10)),
        Letter("thank_you", unless=joined(Topic.TALENT_NETWORK), at=morning),
        Letter("keep_in_touch", when=joined(Topic.TALENT_NETWORK), answers_event=True),
    ],
)
SILENCE = Campaign(
    "post_rejection",
    topic=Topic.AFTER_APPLICATION,
    starts_on=[CandidateApplied, CandidateAdvanced],
    stops_on=[CandidateRejected, CandidateWithdrew],
    anchor=Anchor.LAST_WORD,
    once_per=OncePer.APPLICATION,
    steps=[
        Letter("thank_you", after=business_days(10), at=morning, answers_event=True),
        Letter("keep_in_touch", after=business_days(10), at=morning, answers_event=True),
        Handoff("say_something", after=business_days(5), ask="Please tell them where it stands."),
    ],
)


def only(world: World, campaign: Campaign) -> World:
    world.parts = replace(world.parts, campaigns={campaign.name: campaign})
    return world


def sent(world: World) -> list[tuple[str, str]]:
    return [(one.step, f"{one.sending_at:%m-%d}") for one in world.messages() if one.sending_at]


def application(**more: Any) -> dict[str, Any]:
    return {"id": "app-1", "stage": "screen", "job": ENGINEER} | more


def test_a_wait_ends_when_it_happens_and_the_campaign_branches_by_it(world: World) -> None:
    only(world, WAITS)
    world.reject()
    world.pass_days(4)
    assert sent(world) == []

    world.tell("candidate.opted_in", topic="talent_network")
    world.drain()

    assert sent(world) == [("keep_in_touch", "01-09")]
    assert "wait_over" in world.reasons("wait")


def test_a_wait_ends_at_its_deadline_and_what_follows_is_not_late(world: World) -> None:
    only(world, WAITS)
    world.reject()
    world.pass_days(40)

    assert sent(world) == [("thank_you", "01-16")]


def test_something_else_that_happens_does_not_end_a_wait(world: World) -> None:
    only(world, WAITS)
    world.reject()
    world.pass_days(3)
    world.tell("candidate.updated", candidate={"id": "ada", "first_name": "Ada-Marie"})
    world.pass_days(3)

    assert sent(world) == []
    assert world.reasons("wait") == []


def test_a_quiet_application_hears_twice_and_then_a_colleague_does(world: World) -> None:
    only(world, SILENCE)
    world.tell("candidate.applied", application=application())
    world.pass_days(80)

    assert sent(world) == [("thank_you", "01-19"), ("keep_in_touch", "02-02")]
    with world.parts.database.read() as session:
        handoff = session.scalars(select(HandoffRow)).one()
        way = session.scalars(select(Enrollment)).one()
    assert f"{handoff.opened_at:%m-%d}" == "02-09"
    assert way.state == "done"


def test_each_word_on_the_application_starts_the_count_anew(world: World) -> None:
    only(world, SILENCE)
    world.tell("candidate.applied", application=application())
    world.pass_days(10)
    world.tell("candidate.advanced", application=application(stage="onsite"))
    world.pass_days(10)
    assert sent(world) == []
    world.pass_days(5)
    assert sent(world) == [("thank_you", "01-29")]
    world.pass_days(5)
    world.tell("candidate.advanced", at=world.now - timedelta(days=25), application=application(stage="screen"))
    world.tell("candidate.advanced", application=application(stage="final"))
    world.pass_days(16)

    assert sent(world)[1:] == [("keep_in_touch", "02-18")]
    with world.parts.database.read() as session:
        assert session.scalars(select(Enrollment)).one().context["stage"] == "final"


def test_what_became_of_one_application_says_nothing_of_another(world: World) -> None:
    only(world, SILENCE)
    world.hints.losing = True
    world.tell("candidate.applied", application=application())
    world.tell("candidate.applied", application=application(id="app-2"))
    world.tell("candidate.rejected", at=world.now + timedelta(minutes=1), application=application())
    world.hints.losing = False
    world.drain()
    world.pass_days(16)

    with world.parts.database.read() as session:
        ways = {row.key: row.state for row in session.scalars(select(Enrollment))}
    assert ways["application app-2"] == "active"
    assert ways.get("application app-1") != "active"
    assert sent(world) == [("thank_you", "01-19")]


def test_a_silence_that_was_over_long_ago_is_not_broken_now(world: World) -> None:
    only(world, SILENCE)
    world.tell("candidate.applied", at=world.now - timedelta(days=700), application=application())
    world.pass_days(60)

    assert sent(world) == []
    assert world.reasons() == ["before_we_knew"]


def test_conditions_look_back_on_a_life(world: World) -> None:
    again = replace(WAITS, steps=[Letter("keep_in_touch", after=days(3), unless=hired_again, at=morning)])
    only(world, again)
    world.reject()
    world.tell("candidate.hired", at=world.now + timedelta(hours=1), placement={"job_title": "Data Engineer"})
    world.pass_days(10)
    assert sent(world) == []

    only(world, replace(again, steps=[Letter("keep_in_touch", after=hours(1), when=placed)]))
    world.reject(candidate={"id": "eve", "email": "eve@mail.example"}, application_id="app-9")
    world.pass_days(10)
    assert sent(world) == []


def test_word_from_upstream_overtakes_what_a_colleague_was_asked_to_do(world: World) -> None:
    only(world, SILENCE)
    world.tell("candidate.applied", application=application())
    world.pass_days(36)
    world.tell("candidate.rejected", application=application())
    world.pass_days(10)

    with world.parts.database.read() as session:
        handoff = session.scalars(select(HandoffRow)).one()
        way = session.scalars(select(Enrollment)).one()
    assert (handoff.resolution, handoff.resolved_by) == ("overtaken", "candidate.rejected")
    assert way.state == "stopped"
    assert "handoff_overtaken" in world.reasons("handoff")


def test_an_application_that_moves_on_while_a_colleague_is_asked_waits_in_peace(world: World) -> None:
    only(world, SILENCE)
    world.tell("candidate.applied", application=application())
    world.pass_days(36)
    world.tell("candidate.advanced", application=application(stage="final"))

    with world.parts.database.read() as session:
        handoff = session.scalars(select(HandoffRow)).one()
        way = session.scalars(select(Enrollment)).one()
    assert handoff.resolution == "overtaken"
    assert (way.state, way.due_at > world.now) == ("active", True)


def test_no_letter_offers_somebody_the_very_job_they_were_turned_down_for(world: World) -> None:
    world.tell("job.opened", job=ENGINEER | {"url": "https://jobs.northwind.example/1"})
    world.tell("job.opened", job={"id": "job-2", "title": "Data Engineer II", "skills": ["python", "sql"]})
    world.reject()
    with world.parts.database.read() as session:
        context = session.scalars(select(Enrollment).where(Enrollment.campaign == "post_rejection")).one().context

    assert context["job_ids"] == [ENGINEER["id"]]
