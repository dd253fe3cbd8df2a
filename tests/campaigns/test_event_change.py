"""An event that moves or is called off: whoever was invited hears of it once, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.campaigns.post import letters, why_not
from tests.campaigns.test_event_invitation import evening
from tests.world import ROSA, World
from worker.delivery.transport import OutgoingLetter


def invite(world: World, **changed: Any) -> OutgoingLetter:
    """Ada is invited; Ben is a member who is not: the evening is for Danes."""
    world.tell("candidate.opted_in", topic="talent_network")
    ben = {"id": "ben", "email": "ben@mail.example", "country": "SE"}
    world.tell("candidate.opted_in", candidate=ben, topic="talent_network")
    announce(world, **changed)
    world.pass_days(3)
    (invitation,) = world.sent
    return invitation


def announce(world: World, **changed: Any) -> None:
    world.tell("community.announced", event=evening() | {"country": "DK"} | changed, recruiter=ROSA)


def calendar_of(letter: OutgoingLetter) -> dict[str, str]:
    """What the letter's calendar file says, by property."""
    (file,) = letter.attachments
    return dict(line.split(":", 1) for line in file.content.decode().splitlines())


def test_whoever_was_invited_hears_once_that_it_moved_and_their_calendar_moves_along(world: World) -> None:
    invitation = invite(world)
    later = world.now + timedelta(days=20)

    announce(world, starts_at=later.isoformat(), place="Torvegade 3, Copenhagen")
    world.pass_days(1)
    announce(world, starts_at=later.isoformat(), place="Torvegade 3, Copenhagen")
    world.pass_days(5)

    assert [line.split()[0] for line in letters(world, "event_change")] == ["moved"]
    letter = world.sent[-1]
    assert letter.to.address == "ada@mail.example"
    assert "Torvegade 3" in letter.text
    assert "Rosa Lindqvist" in letter.text
    was, now = calendar_of(invitation), calendar_of(letter)
    assert (now["UID"], was["SEQUENCE"], now["SEQUENCE"], now["METHOD"]) == (was["UID"], "0", "1", "PUBLISH")
    assert now["DTSTART"] == f"{later:%Y%m%dT%H%M%SZ}"


def test_whoever_was_invited_hears_that_it_is_called_off_and_it_leaves_their_calendar(world: World) -> None:
    invitation = invite(world)

    world.tell("community.called_off", event={"id": "evening"})
    world.pass_days(5)

    assert [line.split()[0] for line in letters(world, "event_change")] == ["called_off"]
    letter = world.sent[-1]
    assert letter.to.address == "ada@mail.example"
    said = calendar_of(letter)
    assert (said["METHOD"], said["STATUS"], said["SEQUENCE"]) == ("CANCEL", "CANCELLED", "1")
    assert said["UID"] == calendar_of(invitation)["UID"]


@pytest.mark.parametrize("change", ["called off", "put off"])
def test_a_change_too_late_for_a_letter_is_put_to_the_team(world: World, change: str) -> None:
    breakfast = datetime(2026, 1, 20, 6, 30, tzinfo=UTC)  # before letters go out
    invite(world, starts_at=breakfast.isoformat())
    world.until(breakfast - timedelta(hours=18))
    announce(world, starts_at=breakfast.isoformat(), place="Torvegade 3, Copenhagen")
    assert world.service == []

    world.until(breakfast - timedelta(hours=9))
    if change == "called off":
        world.tell("community.called_off", event={"id": "evening"})
    else:
        announce(world, starts_at=(breakfast + timedelta(days=7)).isoformat())
    world.pass_days(0.2)

    (mail,) = world.service
    assert mail.to.address == "team@northwind.example"
    assert mail.subject == "Rapport needs you: People we invited hear of a change too late"


def test_two_changes_in_one_evening_are_told_as_one(world: World) -> None:
    invite(world)
    world.pass_days(0.5)  # the evening: letters wait for the morning

    announce(world, place="Torvegade 3, Copenhagen")
    world.tell("community.called_off", event={"id": "evening"})
    world.pass_days(5)

    assert [line.split()[0] for line in letters(world, "event_change")] == ["called_off"]
    assert "superseded" in why_not(world, "event_change")


def test_a_change_that_is_taken_back_before_anybody_heard_is_not_told(world: World) -> None:
    invite(world)
    world.pass_days(0.5)

    announce(world, place="Torvegade 3, Copenhagen")
    announce(world)
    world.pass_days(5)

    assert letters(world, "event_change") == []


def test_other_words_for_the_same_plan_are_no_change(world: World) -> None:
    invite(world)

    announce(world, title="A long evening with our data team", description="With soup.")
    world.pass_days(5)

    assert letters(world, "event_change") == []


def test_a_no_holds_for_changes_too(world: World) -> None:
    invite(world)
    world.tell("candidate.opted_out", topic="events")

    world.tell("community.called_off", event={"id": "evening"})
    world.pass_days(5)

    assert letters(world, "event_change") == []
