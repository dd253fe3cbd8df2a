"""An invitation to an event: to members who asked for events, with a file for the calendar, never after the day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.campaigns.post import letters
from tests.world import MONDAY, ROSA, World


def evening(*, in_days: float = 15) -> dict[str, Any]:
    starts = MONDAY + timedelta(days=in_days, hours=7)
    return {
        "id": "evening",
        "title": "An evening with our data team",
        "starts_at": starts.isoformat(),
        "zone": "Europe/Copenhagen",
        "place": "Havnegade 12, Copenhagen",
        "accept_url": "https://events.northwind.example/evening/accept",
    }


def test_a_member_is_invited_with_a_calendar_file_and_a_link_to_accept(world: World) -> None:
    world.tell("candidate.opted_in", topic="talent_network")

    world.tell("community.announced", event=evening(), recruiter=ROSA)
    world.pass_days(3)

    assert letters(world, "event_invitation") == ["invitation 2026-01-06"]
    (letter,) = world.sent
    assert "https://events.northwind.example/evening/accept" in letter.text
    assert "Havnegade 12" in letter.text
    (file,) = letter.attachments
    assert b"BEGIN:VCALENDAR" in file.content
    assert b"An evening with our data team" in file.content


def test_nobody_is_invited_who_did_not_ask_to_be(world: World) -> None:
    world.tell("candidate.updated")
    world.tell("community.announced", event=evening())
    world.pass_days(20)

    assert world.sent == []


def test_an_evening_that_is_called_off_invites_nobody_more(world: World) -> None:
    world.reject()
    world.tell("candidate.opted_in", topic="talent_network")
    world.pass_days(3)  # the thank-you has gone, so the invitation has to wait its turn
    world.tell("community.announced", event=evening())
    world.pass_days(0.5)

    world.tell("community.called_off", event={"id": "evening"})
    world.pass_days(20)

    assert letters(world, "event_invitation") == []


def test_no_invitation_comes_when_the_evening_is_over(world: World) -> None:
    world.reject()
    world.tell("candidate.opted_in", topic="talent_network")
    world.pass_days(3)

    world.tell("community.announced", event=evening(in_days=5))
    world.pass_days(20)

    assert letters(world, "event_invitation") == []
