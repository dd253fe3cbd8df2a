"""The invitation to the network: to those who withdrew, once, and never to members."""

from __future__ import annotations

from tests.campaigns.post import letters
from tests.world import ENGINEER, ROSA, World

WITHDRAWN = {"id": "app-1", "stage": "screen", "job": ENGINEER}


def test_somebody_who_withdrew_is_thanked_and_invited(world: World) -> None:
    world.tell("candidate.withdrew", application=WITHDRAWN, recruiter=ROSA)

    world.pass_days(120)

    assert letters(world, "talent_network_invitation") == ["invitation 2026-01-26"]
    assert "withdrew your application for Data Engineer" in world.sent[0].text
    assert "/j/" in world.sent[0].text


def test_a_member_is_not_invited_again(world: World) -> None:
    world.tell("candidate.opted_in", topic="talent_network", wording="careers-page")
    world.tell("candidate.withdrew", application=WITHDRAWN)

    world.pass_days(60)

    assert letters(world, "talent_network_invitation") == []


def test_somebody_who_applied_again_is_not_told_that_they_withdrew(world: World) -> None:
    world.tell("candidate.withdrew", application=WITHDRAWN)
    world.pass_days(5)

    world.tell("candidate.applied", application={"id": "app-2", "job": ENGINEER})
    world.pass_days(60)

    assert letters(world, "talent_network_invitation") == []
