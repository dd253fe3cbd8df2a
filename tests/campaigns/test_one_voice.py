"""One considerate voice: somebody in many campaigns hears one sender who remembers what was said, and when to be quiet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from campaigns.vocabulary import Letter
from tests.world import ADA, ENGINEER, ROSA, World
from worker.rules.message_state import MessageState
from worker.store.models.message import Message

MEMBER = {**ADA, "skills": ["python", "sql"]}
ASKS = {"referral_ask", "review_ask"}
WEEK, MONTH = timedelta(days=7), timedelta(days=30)


@dataclass(frozen=True)
class Sent:
    """One letter, as Ada's mailbox lists it."""

    at: datetime
    campaign: str
    step: str
    answers: bool
    """Word on what just happened to her: it waits for no budget."""


def mailbox(world: World) -> list[Sent]:
    return list(_sent(world))


def _sent(world: World) -> Iterator[Sent]:
    for message in world.messages():
        if message.campaign and message.step and message.sending_at:
            _, step = world.parts.campaigns[message.campaign].step_at(message.step)
            yield Sent(message.sending_at, message.campaign, message.step, isinstance(step, Letter) and step.answers_event)


def live(world: World, days: int) -> None:
    """Days go by; Ada reads what comes, and clicks in it."""
    for _ in range(days // 5):
        before = len(world.messages())
        world.pass_days(5)
        for message in world.messages()[before:]:
            world.signal("delivered", message, after=timedelta(minutes=1))
            world.signal("clicked", message)


def opening(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "title": "Senior Data Engineer", "skills": ["python", "sql"], "location": "Copenhagen"} | more


def evening(world: World, name: str) -> dict[str, Any]:
    starts = world.now + timedelta(days=25)
    return {"id": name, "title": f"An evening of {name}", "starts_at": starts.isoformat(), "zone": "Europe/Copenhagen"}


def busy_year(world: World) -> None:
    """She applies, is turned down, is told of openings and evenings, is hired, moves up, and leaves."""
    world.tell("candidate.opted_in", candidate=MEMBER, topic="talent_network")
    world.tell("candidate.applied", candidate=MEMBER, application={"id": "app-1", "job": ENGINEER}, recruiter=ROSA)
    live(world, 20)
    world.reject(candidate=MEMBER)
    world.tell("job.opened", job=opening("job-1", title=ENGINEER["title"]), recruiter=ROSA)
    live(world, 40)
    world.tell("job.opened", job=opening("job-2"), recruiter=ROSA)
    world.tell("community.announced", event=evening(world, "pipelines"), recruiter=ROSA)
    live(world, 30)
    world.hire("2026-05-04", candidate=MEMBER, application={"id": "app-2"})
    live(world, 60)
    world.tell("job.opened", job=opening("job-3"), recruiter=ROSA)
    world.tell("community.announced", event=evening(world, "soup"), recruiter=ROSA)
    live(world, 60)
    world.tell("candidate.role_changed", candidate=MEMBER, placement={"job_title": "Head of Data"}, recruiter=ROSA)
    live(world, 480)
    world.tell("candidate.left", candidate=MEMBER, recruiter=ROSA)
    live(world, 90)


def test_a_busy_life_over_all_campaigns_sounds_like_one_considerate_person(world: World) -> None:
    busy_year(world)

    heard = mailbox(world)
    campaigns = {one.campaign for one in heard}
    assert campaigns >= {
        *("still_in_process", "post_rejection", "opportunity_match", "event_invitation", "early_check_in", "check_in_90_day"),
        *("role_change", "hiring_help", "referral_ask", "catch_up_coffee", "review_ask", "job_anniversary", "boomerang"),
    }
    keeps_to_the_budget(heard)
    says_nothing_twice(heard)
    thanks_before_it_offers_and_asks_late(heard)
    for letter in world.sent:
        assert "Rosa Lindqvist" in letter.text
        assert letter.text.count("/u/") == 1


def keeps_to_the_budget(heard: list[Sent]) -> None:
    for first, second in pairwise(heard):
        assert second.at - first.at >= WEEK or second.answers, (first, second)
    for last in heard:
        lately = [one for one in heard if last.at - MONTH < one.at <= last.at]
        assert len(lately) <= 2 or last.answers, lately


def says_nothing_twice(heard: list[Sent]) -> None:
    yearly = {"job_anniversary", "catch_up_coffee", "event_invitation", "opportunity_match"}
    once = [(one.campaign, one.step) for one in heard if one.campaign not in yearly | {"referral_ask"}]
    assert len(once) == len(set(once))
    asked = [one.at for one in heard if one.campaign == "referral_ask"]
    assert all(second - first >= timedelta(days=365) for first, second in pairwise(asked))


def thanks_before_it_offers_and_asks_late(heard: list[Sent]) -> None:
    (thanked,) = [one.at for one in heard if one.step == "thank_you"]
    after = [one for one in heard if one.at > thanked]
    offers = [one.at for one in after if one.campaign == "opportunity_match"]
    asks = [one for one in after if one.campaign in ASKS]
    assert min(offers) - thanked >= timedelta(days=25)
    assert min(one.at for one in asks) - thanked >= timedelta(days=180)
    assert all(second.at - first.at >= timedelta(days=60) for first, second in pairwise(asks))


def test_nobody_hears_of_an_opening_they_were_just_turned_down_for(world: World) -> None:
    world.tell("candidate.opted_in", candidate=MEMBER, topic="talent_network")
    world.reject(candidate=MEMBER)

    world.tell("job.opened", job=opening("job-1"), recruiter=ROSA)
    live(world, 60)

    assert [one.step for one in mailbox(world)] == ["thank_you"]


def test_after_a_complaint_nobody_is_asked_for_anything(world: World) -> None:
    world.hire("2026-01-12", candidate=MEMBER)
    live(world, 100)
    before = len(world.sent)
    assert before > 0

    world.signal("complained", world.messages()[-1])
    live(world, 500)

    assert len(world.sent) == before


def test_a_new_no_ends_the_asking_for_half_a_year(world: World) -> None:
    world.hire("2025-12-01", candidate=MEMBER)
    live(world, 100)

    world.reject(candidate=MEMBER, application_id="app-9")  # she had looked around, and we had to say no
    live(world, 170)

    assert {one.campaign for one in mailbox(world)} & ASKS == set()


def test_an_opening_that_waits_is_not_told_once_she_is_turned_down_for_that_role(world: World) -> None:
    world.tell("candidate.opted_in", candidate=MEMBER, topic="talent_network")
    world.tell("job.opened", job=opening("job-1", title=ENGINEER["title"]), recruiter=ROSA)

    world.reject(candidate=MEMBER)  # within the hour, before the opening's morning came
    live(world, 15)

    assert "opening" not in [one.step for one in mailbox(world)]
    assert mailbox(world)[0].step == "thank_you"


def test_somebody_who_once_complained_is_never_asked_though_they_read_us_again(world: World) -> None:
    world.hire("2026-01-12", candidate=MEMBER)
    live(world, 30)
    with world.parts.database.write() as session:  # a complaint of old, whose no they have lifted since
        session.get_one(Message, world.messages()[0].id).state = MessageState.COMPLAINED.value

    live(world, 220)

    assert "check_in_90_day" in {one.campaign for one in mailbox(world)}
    assert {one.campaign for one in mailbox(world)} & ASKS == set()
