"""One event about no single person, and the many whom it concerns: each once, whoever is killed, whoever else works."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from campaigns.vocabulary import Topic, matching, members
from tests.audience import EVENING, JOB, campaign, join, person, reached, with_campaign
from tests.world import ROSA, World
from worker.engine import fan_out_members
from worker.engine.fan_out import fan_out
from worker.engine.fan_out_page import hold_people
from worker.store.models.candidate import Candidate
from worker.store.models.decision import Decision
from worker.store.models.enrollment import Enrollment
from worker.store.models.fan_out import FanOut

Make = Callable[..., World]


@pytest.fixture
def openings(make_world: Make) -> World:
    return with_campaign(make_world(), campaign(matching(at_most=3, a_day=2), Topic.OPENINGS))


@pytest.fixture
def events(make_world: Make) -> World:
    return with_campaign(make_world(), campaign(members(Topic.EVENTS), Topic.EVENTS))


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
