"""Newsletters ride on the same rails: replies, stories and reports know them, and the audience is found by an index."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select, text

from campaigns.vocabulary import Topic
from campaigns.vocabulary.segment import Everybody
from tests.conftest import Run
from tests.newsletters.conftest import TUESDAY
from tests.newsletters.network import SLUG, join, send, states
from tests.world import World
from worker.engine.hear import INBOUND, store_hook
from worker.engine.report import read_report
from worker.engine.report_grouped import By, read_grouped
from worker.engine.story import tell_story
from worker.hearing.inbound_form import A_MAIL
from worker.store.models.handoff import Handoff
from worker.store.segment import audience

REPLY = """\
From: reader0@mail.example
To: {to}
Subject: Re: Three things about interviews
Message-ID: <answer@mail.example>
{thread}
Thank you, the second point helped me a lot. May I call you on Thursday?
"""


@pytest.mark.parametrize("by", ["reply address", "thread"])
def test_an_answer_to_a_newsletter_reaches_a_colleague(sqlite_world: World, short_issue: Path, by: str) -> None:
    world = sqlite_world
    join(world, 2)
    send(world)
    copy = next(letter for letter in world.sent if letter.to.address == "reader0@mail.example")
    to = copy.reply_to.address if by == "reply address" else "talent@northwind.example"
    thread = "" if by == "reply address" else "In-Reply-To: <memory-1@provider.example>\n"
    store_hook(world.parts, INBOUND, A_MAIL, REPLY.format(to=to, thread=thread).encode())
    world.drain()
    with world.parts.database.read() as session:
        (handoff,) = session.scalars(select(Handoff)).all()
    assert (handoff.kind, handoff.message_id) == ("reply", copy.message_id)
    assert [letter.to.address for letter in world.service] == ["team@northwind.example"]


def test_a_story_and_the_reports_tell_of_a_newsletter(sqlite_world: World, short_issue: Path) -> None:
    world = sqlite_world
    join(world, 2)
    send(world)
    whats = [entry.what for entry in tell_story(world.parts, "reader0@mail.example").entries]
    assert any(SLUG in what for what in whats), whats
    assert read_report(world.parts).campaigns["newsletter"].steps[SLUG].letters["sent"] == 2
    assert read_grouped(world.parts, By.STEP).groups[f"newsletter.{SLUG}"]["sent"] == 2


def test_the_audience_is_walked_by_the_index_on_those_who_want_the_topic(sqlite_world: World) -> None:
    query = audience(Topic.INSIGHT, Everybody(), TUESDAY, after=sqlite_world.parts.new_id()).limit(1000)
    compiled = query.compile(sqlite_world.parts.database.engine, compile_kwargs={"literal_binds": True})
    with sqlite_world.parts.database.read() as session:
        plan = [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]
    assert "(topic=? AND candidate_id>?)" in plan[0]
    assert not any(step.startswith("SCAN") for step in plan), plan


def test_the_commands_bring_an_issue_from_its_folder_to_its_report(installation: World, short_issue: Path, run: Run) -> None:
    world = installation
    world.now = TUESDAY
    join(world, 3)

    def newsletter(*arguments: str) -> str:
        result = run("newsletter", *arguments)
        assert result.exit_code == 0, result.output
        return result.output

    assert "For 3 now" in newsletter("check", SLUG, "--as", "Rosa")
    assert "Dear Ada 1," in newsletter("preview", SLUG, "--as", "reader1@mail.example", "--no-open")
    newsletter("approve", SLUG, "--as", "Freja")
    assert "25 Nov 2026, 08:00 UTC" in newsletter("schedule", SLUG, "2026-11-25T09:00+01:00")
    world.pass_days(2)
    assert states(world) == {"accepted": 3}
    shown = newsletter("status", SLUG)
    assert "3 of 3" in shown
    assert "approved by Freja" in shown
    assert newsletter("report", SLUG, "--csv").splitlines()[1].startswith("all,,3,")
    assert '"state": "done"' in newsletter("list", "--json")
