"""Audiences for tests: a campaign that starts for many, people who joined, and what reached whom."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from campaigns.vocabulary import Audience, Campaign, Letter, OncePer, Topic, hours, morning
from schemas.events.community_announced import CommunityAnnounced
from schemas.events.community_called_off import CommunityCalledOff
from schemas.events.job_closed import JobClosed
from schemas.events.job_opened import JobOpened
from tests.world import World

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
