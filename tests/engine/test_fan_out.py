"""One event about no single person, and the many whom it concerns: each once, best first, and nobody who did not join."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.vocabulary import Audience, Campaign, Letter, OncePer, Topic, hours, matching, members, morning
from schemas.events.community_announced import CommunityAnnounced
from schemas.events.community_called_off import CommunityCalledOff
from schemas.events.job_closed import JobClosed
from schemas.events.job_opened import JobOpened
from tests.world import ROSA, World
from worker.engine import fan_out_matching, fan_out_members
from worker.engine.fan_out import fan_out
from worker.engine.fan_out_page import hold_people, move_cursor
from worker.store.models.candidate import Candidate
from worker.store.models.decision import Decision
from worker.store.models.enrollment import Enrollment
from worker.store.models.fan_out import FanOut

Make = Callable[..., World]
JOB = {"id": "job-9", "title": "Data Engineer", "skills": ["Python", "SQL"], "location": "Copenhagen"}
EVENING = {
    "id": "evening",
    "title": "An evening with our data team",
    "starts_at": "2026-01-22T17:00:00+01:00",
    "zone": "Europe/Copenhagen",
    "country": "DK",
}


def campaign(for_each: Audience, topic: Topic, **more: Any) -> Campaign:
    """Under the name of a letter there is, so that it can be sent."""
    is_job = topic is Topic.OPENINGS
    return Campaign(
        "post_rejection",
        topic=topic,
        starts_on=[JobOpened if is_job else CommunityAnnounced],
        stops_on=[JobClosed if is_job else CommunityCalledOff],
        for_each=for_each,
        once_per=OncePer.JOB if is_job else OncePer.EVENT,
        steps=[Letter("keep_in_touch", after=hours(1), at=morning, **more)],
    )


@pytest.fixture
def openings(make_world: Make) -> World:
    return with_campaign(make_world(), campaign(matching(at_most=3, a_day=2), Topic.OPENINGS))


@pytest.fixture
def events(make_world: Make) -> World:
    return with_campaign(make_world(), campaign(members(Topic.EVENTS), Topic.EVENTS))


def with_campaign(world: World, only: Campaign) -> World:
    world.parts = replace(world.parts, campaigns={only.name: only})
    return world


def person(name: str, **more: Any) -> dict[str, Any]:
    return {
        "id": name,
        "email": f"{name}@mail.example",
        "first_name": name.title(),
        "country": "DK",
        "skills": ["python", "sql"],
    } | more


def join(world: World, *people: dict[str, Any]) -> None:
    for one in people:
        world.tell("candidate.opted_in", candidate=one, topic="talent_network")


def reached(world: World) -> list[str]:
    return [letter.to.address.partition("@")[0] for letter in world.sent]


def test_an_opening_reaches_the_members_it_fits_so_many_a_day_and_no_more(openings: World) -> None:
    join(openings, *(person(f"fit{n}") for n in range(5)), person("cook", skills=["soup"]))
    openings.tell("candidate.updated", candidate=person("stranger"))
    join(openings, person("best", skills=["python", "sql"], first_name="Best"))
    openings.tell("candidate.updated", candidate=person("best"), placement={"job_title": "Data Engineer"})

    openings.tell("job.opened", job=JOB, recruiter=ROSA)
    openings.pass_days(1.5)
    first = len(openings.sent)
    openings.pass_days(20)

    assert first == 2
    assert len(openings.sent) == 3
    assert not {"cook", "stranger"} & set(reached(openings))
    with openings.parts.database.read() as session:
        details = list(session.scalars(select(Decision.detail).where(Decision.reason == "chosen")))
        walk = session.scalars(select(FanOut)).one()
    assert all("knows Python, SQL (2 of 2 asked for)" in (detail or "") for detail in details)
    assert (walk.state, walk.enrolled, walk.cursor) == ("done", 3, {})


def test_the_same_opening_told_again_or_by_two_workers_reaches_nobody_twice(openings: World) -> None:
    join(openings, person("ada"))
    openings.tell("job.opened", job=JOB)
    openings.tell("job.opened", job=JOB | {"title": "Data Engineer (d/f/m)"})
    with openings.parts.database.write() as session:
        row = session.scalars(select(FanOut)).one()
        row.state, row.cursor, row.lease, row.wake_at = "active", {}, "the-other", openings.now + timedelta(hours=1)
    assert fan_out(openings.parts, [str(row.id)], "lost") == 0
    assert fan_out(openings.parts, [str(row.id)], "the-other") == 0
    openings.pass_days(10)

    assert reached(openings) == ["ada"]


def test_a_closed_opening_stops_what_is_pending_and_opened_again_it_goes_on(openings: World) -> None:
    join(openings, *(person(f"fit{n}") for n in range(3)))
    openings.tell("job.opened", job=JOB)
    openings.tell("job.closed", job=JOB)
    openings.pass_days(3)

    assert openings.sent == []
    assert openings.reasons("stop") == ["job_closed", "job_closed"]

    openings.tell("job.opened", job=JOB)
    openings.pass_days(10)
    assert len(openings.sent) == 1  # those whose way was stopped are not asked twice


def test_who_leaves_the_network_before_their_letter_gets_none(openings: World) -> None:
    join(openings, person("ada"))
    openings.tell("job.opened", job=JOB)
    openings.tell("candidate.opted_out", candidate=person("ada"), topic="openings")
    openings.pass_days(10)

    assert openings.sent == []
    assert "not_opted_in" in openings.reasons("skip") or "topic_off" in openings.reasons("skip")


def test_an_event_reaches_everybody_who_joined_and_whom_it_is_for(events: World) -> None:
    join(events, person("ada"), person("nobody_knows", country=None), person("german", country="DE"), person("leaves_it"))
    events.tell("candidate.opted_out", candidate=person("leaves_it"), topic="events")
    events.tell("community.announced", event=EVENING, recruiter=ROSA)
    events.pass_days(5)

    assert sorted(reached(events)) == ["ada", "nobody_knows"]


def test_a_killed_walk_goes_on_from_its_last_page(events: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fan_out_members, "PAGE", 2)
    join(events, *(person(f"p{n}") for n in range(5)))
    pages = iter([True, True, False])
    real = hold_people

    def killed(walk: Any, ids: Any) -> dict[Any, Candidate]:
        if not next(pages, True):
            raise RuntimeError("killed")
        return real(walk, ids)

    monkeypatch.setattr("worker.engine.fan_out_members.hold_people", killed)
    with pytest.raises(RuntimeError, match="killed"):
        events.tell("community.announced", event=EVENING)
    with events.parts.database.read() as session:
        assert len(session.scalars(select(Enrollment)).all()) == 4
    events.pass_days(5)

    assert sorted(reached(events)) == [f"p{n}" for n in range(5)]


def test_nobody_is_invited_to_what_is_called_off_or_has_begun(events: World) -> None:
    join(events, person("ada"))
    events.tell("community.announced", event=EVENING | {"id": "today", "starts_at": "2026-01-05T12:00:00+01:00"})
    events.tell("community.announced", event=EVENING)
    events.tell("community.called_off", event={"id": "evening"})
    events.pass_days(5)

    assert events.sent == []
    assert set(events.reasons("stop")) == {"event_over", "called_off"}


def test_a_letter_says_what_is_true_when_it_leaves(events: World) -> None:
    join(events, person("ada"))
    events.tell("community.announced", event=EVENING)
    events.tell("community.announced", event=EVENING | {"place": "Harbour Street 2"})
    events.pass_days(5)

    with events.parts.database.read() as session:
        assert session.scalars(select(Enrollment)).one().context["event"]["place"] == "Harbour Street 2"


def test_an_opening_of_long_ago_and_a_silent_one_tell_nobody(openings: World) -> None:
    join(openings, person("ada"))
    openings.tell("job.opened", at=openings.now - timedelta(days=400), job=JOB)
    openings.tell("job.opened", job=JOB | {"id": "job-10"}, silent=True)
    openings.pass_days(10)

    assert openings.sent == []


def test_the_walk_looks_at_pages_of_people_with_a_skill_and_remembers_only_the_best(
    openings: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fan_out_matching, "PAGE", 3)
    join(openings, *(person(f"p{n}", skills=["python"]) for n in range(7)), person("best"))
    seen: list[int] = []
    real = move_cursor

    def note(walk: Any, cursor: dict[str, Any], enrolled: int, **more: Any) -> None:
        seen.append(len(cursor.get("best", cursor.get("chosen", []))))
        real(walk, cursor, enrolled, **more)

    monkeypatch.setattr("worker.engine.fan_out_matching.move_cursor", note)
    openings.tell("job.opened", job=JOB | {"location": None})
    openings.pass_days(10)

    assert max(seen) <= 6
    assert reached(openings)[0] == "best"


def test_an_event_announced_long_ago_is_news_until_it_begins_and_a_word_that_came_first_still_calls_it_off(events: World) -> None:
    join(events, person("ada"))
    long_ago = events.now - timedelta(days=60)
    events.tell("community.called_off", at=events.now - timedelta(days=1), event={"id": "off"})
    events.tell("community.announced", at=long_ago, event=EVENING | {"id": "off"})
    events.tell("community.announced", at=long_ago, event=EVENING)
    events.pass_days(5)

    assert reached(events) == ["ada"]
    with events.parts.database.read() as session:
        walks = {walk.subject_id: (walk.state, walk.enrolled) for walk in session.scalars(select(FanOut))}
    assert walks == {"off": ("stopped", 0), "evening": ("done", 1)}
