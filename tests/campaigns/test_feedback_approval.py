"""A brand may have its recruiters read each letter with feedback first: it waits, and never for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from tests.campaigns.post import letters, why_not
from tests.world import World
from worker.engine.approval_view import read_waiting_letter
from worker.engine.handoff import NoSuchAnswer, Resolution, resolve_handoff
from worker.rules.tokens import Purpose
from worker.store.models.handoff import Handoff

FEEDBACK = {"for_candidate": {"strengths": ["You found the missing index in ten minutes."]}}


@pytest.fixture
def careful(make_world: Callable[..., World]) -> World:
    """Ada was turned down with feedback, by a brand that wants letters read first."""
    world = make_world(approve_feedback=True)
    world.reject(feedback=FEEDBACK)
    world.pass_days(2.2)  # Wednesday after lunch: the letter would have left in the morning
    return world


def task(world: World) -> Handoff:
    with world.parts.database.read() as session:
        return session.scalars(select(Handoff).where(Handoff.kind == "approve")).one()


def test_a_letter_with_feedback_waits_until_its_recruiter_has_approved_it(careful: World) -> None:
    assert careful.sent == []
    assert [mail.to.address for mail in careful.service] == ["rosa@northwind.example"]

    resolve_handoff(careful.parts, task(careful).id, Resolution.APPROVED, "Rosa")
    careful.drain()

    assert letters(careful, "post_rejection") == ["thank_you 2026-01-07"]
    assert "You found the missing index" in careful.sent[0].text


def test_the_recruiter_sees_it_as_it_will_look_with_links_that_lead_nowhere(careful: World) -> None:
    token = careful.parts.keyring.token(Purpose.HANDOFF, task(careful).id)

    seen = read_waiting_letter(careful.parts, token)

    assert seen is not None
    assert "You found the missing index" in seen.html
    resolve_handoff(careful.parts, task(careful).id, Resolution.APPROVED, "Rosa")
    careful.drain()
    (sent,) = careful.sent
    assert sent.subject == seen.subject
    assert sent.text.split("\n-- \n")[0] == seen.text.split("\n-- \n")[0]
    assert sent.text != seen.text
    assert read_waiting_letter(careful.parts, token) is None


def test_without_the_feedback_the_letter_still_goes(careful: World) -> None:
    resolve_handoff(careful.parts, task(careful).id, Resolution.WITHOUT_FEEDBACK, "Rosa")
    careful.drain()

    assert "You found the missing index" not in careful.sent[0].text
    assert "Find a time to talk" in careful.sent[0].text
    assert "feedback_left_out" in careful.reasons()


def test_a_letter_that_is_declined_does_not_go_and_the_campaign_goes_on(careful: World) -> None:
    resolve_handoff(careful.parts, task(careful).id, Resolution.DECLINED, "Rosa")
    careful.pass_days(60)

    assert [line.split()[0] for line in letters(careful, "post_rejection")] == ["keep_in_touch"]
    assert "declined_by_staff" in why_not(careful, "post_rejection")


def test_what_nobody_reads_goes_in_time_without_what_nobody_approved(careful: World) -> None:
    careful.pass_days(7)

    assert letters(careful, "post_rejection") == ["thank_you 2026-01-12"]
    assert "You found the missing index" not in careful.sent[0].text
    assert task(careful).resolution == "deadline"


def test_what_happens_upstream_takes_the_task_from_the_recruiter(careful: World) -> None:
    careful.tell("candidate.applied", application={"id": "app-2"})
    careful.pass_days(7)

    assert task(careful).resolution == "overtaken"
    assert letters(careful, "post_rejection") == []


def test_a_letter_without_feedback_waits_for_nobody(make_world: Callable[..., World]) -> None:
    world = make_world(approve_feedback=True)
    world.reject()

    world.pass_days(3)

    assert len(world.sent) == 1


def test_each_task_has_its_own_answers(careful: World) -> None:
    with pytest.raises(NoSuchAnswer, match="approved, without_feedback, declined, stop"):
        resolve_handoff(careful.parts, task(careful).id, Resolution.ANSWERED, "Rosa")
