"""Whom an opening or an event reaches: those it fits, those who joined, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.vocabulary import Topic, matching, members
from tests.audience import EVENING, JOB, campaign, join, person, reached, with_campaign
from tests.world import ROSA, World
from worker.engine import fan_out_matching
from worker.engine.fan_out_page import move_cursor
from worker.store.models.enrollment import Enrollment
from worker.store.models.fan_out import FanOut

Make = Callable[..., World]


@pytest.fixture
def openings(make_world: Make) -> World:
    return with_campaign(make_world(), campaign(matching(at_most=3, a_day=2), Topic.OPENINGS))


@pytest.fixture
def events(make_world: Make) -> World:
    return with_campaign(make_world(), campaign(members(Topic.EVENTS), Topic.EVENTS))


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


def test_two_records_that_become_one_hear_of_each_opening_once(openings: World) -> None:
    ada, double = person("ada"), person("double", skills=["go"])
    join(openings, ada, double)
    openings.tell("job.opened", job=JOB)
    openings.tell("job.opened", job=JOB | {"id": "job-10", "title": "Go Developer", "skills": ["go"]})
    openings.tell("candidate.merged", candidate={"id": "double"}, into={"id": "ada"})

    with openings.parts.database.read() as session:
        ways = {way.key: way.state for way in session.scalars(select(Enrollment))}
    assert ways == {"job ats/job-9": "active", "job ats/job-10": "active"}
