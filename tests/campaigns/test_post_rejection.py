"""After a no: a conversation is offered, a lead elsewhere, and what the letter announces is what comes."""

from __future__ import annotations

import pytest

from tests.campaigns.post import letters
from tests.world import ROSA, World
from worker.engine.hold import hold, resume


def test_the_thank_you_offers_a_conversation_by_the_recruiters_calendar(world: World) -> None:
    world.reject()

    world.pass_days(3)

    (letter,) = world.sent
    assert f"Find a time to talk:\n{ROSA['calendar_url']}\n" in letter.text


def test_a_recruiter_without_a_calendar_offers_to_answer(world: World) -> None:
    world.reject(recruiter={"email": "rosa@northwind.example", "name": "Rosa Lindqvist"})

    world.pass_days(3)

    assert "Just reply to this email." in world.sent[0].text


def test_whoever_is_still_looking_is_offered_a_lead_elsewhere(world: World) -> None:
    world.reject()

    world.pass_days(3)

    assert "another team or recruiter" in world.sent[0].text


def test_what_the_thank_you_announces_is_what_comes(world: World) -> None:
    world.reject()

    world.pass_days(90)

    assert "six weeks" in world.sent[0].text
    assert letters(world, "post_rejection") == ["thank_you 2026-01-07", "keep_in_touch 2026-02-19"]


@pytest.mark.parametrize("stage", ["final", "Onsite"])
def test_a_call_comes_before_the_letter_after_a_late_stage_however_upstream_spells_it(world: World, stage: str) -> None:
    world.reject(stage=stage)

    world.pass_days(2)

    assert world.sent == []
    assert [mail.to.address for mail in world.service] == ["rosa@northwind.example"]


def test_a_letter_that_had_to_wait_moves_none_that_comes_after_it(world: World) -> None:
    world.reject()
    hold(world.parts, None, "Rosa")
    world.pass_days(9)
    resume(world.parts, None, "Rosa")
    world.pass_days(50)

    left = {message.step: message.sending_at.date().isoformat() for message in world.messages() if message.sending_at}
    assert left == {"thank_you": "2026-01-14", "keep_in_touch": "2026-02-19"}  # the 45th day after the no, not after the letter
