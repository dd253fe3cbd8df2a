"""The script: always the same, understood by the schemas, and as varied as it claims to be."""

from __future__ import annotations

import json
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest

import sandbox.people
from demo.script.days import START
from demo.script.person import LANGUAGES, PERSONAS
from demo.script.reading import Line, instant, read_script
from demo.script.recruiters import RECRUITERS
from demo.script.year import Script, write_script
from sandbox.discovery import offered
from sandbox.persona import Persona
from schemas.event import event_types, parse_event

EXAMPLES = Path(__file__).parents[2] / "examples"
MADE = "python -m demo.script"


@pytest.fixture(scope="module")
def year() -> Script:
    return write_script()


@pytest.fixture(scope="module")
def lines(year: Script) -> list[Line]:
    return list(read_script(year.lines().splitlines()))


def test_the_same_seed_writes_the_same_script() -> None:
    assert write_script(7, small=True).lines() == write_script(7, small=True).lines()
    assert write_script(7, small=True).lines() != write_script(8, small=True).lines()


def test_the_example_file_is_what_the_script_writes(year: Script) -> None:
    assert (EXAMPLES / "year.jsonl").read_text(encoding="utf-8") == year.lines(), f"{MADE} > examples/year.jsonl"


def test_the_people_file_is_what_the_script_writes(year: Script) -> None:
    assert (EXAMPLES / "people.json").read_text(encoding="utf-8") == year.personas(), f"{MADE} people > examples/people.json"


def test_the_single_example_event_is_understood() -> None:
    event = parse_event(json.loads((EXAMPLES / "rejection.json").read_text(encoding="utf-8")))
    assert event.type == "candidate.rejected"


@pytest.mark.parametrize("small", [False, True])
def test_every_event_is_understood(small: bool) -> None:
    for line in write_script(small=small).lines().splitlines():
        parse_event(json.loads(line))


def test_every_event_type_occurs(lines: list[Line]) -> None:
    assert {line.event["type"] for line in lines} == set(event_types())


def test_people_of_three_languages_live_in_many_zones(lines: list[Line]) -> None:
    snapshots = [line.event["data"]["candidate"] for line in lines if "candidate" in line.event["data"]]
    assert {snapshot["locale"][:2] for snapshot in snapshots if "locale" in snapshot} == set(LANGUAGES)
    zones = {snapshot["zone"] for snapshot in snapshots if "zone" in snapshot}
    assert zones >= {
        "Europe/Copenhagen", "Europe/Berlin", "Europe/London", "America/New_York", "America/Los_Angeles", "Asia/Singapore",
        "Australia/Sydney",
    }  # fmt: skip


def test_about_three_hundred_people_take_part(lines: list[Line]) -> None:
    addresses = {line.event["data"].get("candidate", {}).get("email") for line in lines}
    assert 280 <= len(addresses) <= 380


def test_the_sandbox_can_play_everybody(year: Script) -> None:
    personas = {persona.name for persona in offered(sandbox.people, Persona)}
    assert set(year.people.values()) == personas
    assert {name for name, _ in PERSONAS} == personas - {"recruiter"}


def test_every_kind_of_person_occurs_in_each_language(year: Script, lines: list[Line]) -> None:
    kinds = set()
    for line in lines:
        candidate = line.event["data"].get("candidate", {})
        if line.event["type"] == "candidate.rejected" and "locale" in candidate:
            kinds.add((candidate["locale"][:2], year.people[candidate["email"]]))
    assert kinds >= {(language, persona) for language in LANGUAGES for persona, _ in PERSONAS}


def test_upstream_tells_in_order_but_for_what_it_tells_late(lines: list[Line]) -> None:
    instants = [line.told_at for line in lines]
    assert instants == sorted(instants)
    assert instants[0] == START
    late = [line for line in lines if line.told_at > max(START, instant(line.event["time"]))]
    assert 10 <= len(late) <= 60


def test_some_events_are_told_twice_word_for_word(lines: list[Line]) -> None:
    told: dict[str, list[Line]] = {}
    for line in lines:
        told.setdefault(line.event["id"], []).append(line)
    twice = [found for found in told.values() if len(found) > 1]
    assert len(twice) >= 10
    assert all(first.event == again.event for first, again in twice)


def test_events_fall_on_business_days_at_quarters_of_an_hour(lines: list[Line]) -> None:
    for moment in {line.told_at for line in lines}:
        assert moment.weekday() < 5
        assert moment.timestamp() % timedelta(minutes=15).total_seconds() == 0


def test_the_stories_that_go_wrong_in_practice_are_all_told(lines: list[Line]) -> None:
    events = [line.event for line in lines]
    starts = Counter(event["data"].get("placement", {}).get("start_date", "")[5:] for event in events)
    assert starts["02-29"] >= 2
    assert any(event["data"].get("silent") for event in events)
    assert any(event["data"].get("recruiter", {}).get("gone") for event in events)
    feedback = {
        event["data"]["candidate"]["locale"][:2]
        for event in events
        if "feedback" in event["data"] and "locale" in event["data"]["candidate"]
    }
    assert feedback == set(LANGUAGES)
    imported = [event for event in events if event["type"] == "candidate.hired" and instant(event["time"]) < START]
    assert len(imported) >= 30
    rejected = Counter(
        event["data"]["candidate"]["id"]
        for event in {e["id"]: e for e in events}.values()
        if event["type"] == "candidate.rejected"
    )
    assert max(rejected.values()) >= 3


def test_one_recruiter_leaves_and_six_are_there() -> None:
    assert len(RECRUITERS) == 6
    assert [recruiter.first_name for recruiter in RECRUITERS if recruiter.last_day] == ["Jonas"]


def test_the_small_script_is_small() -> None:
    script = write_script(small=True)
    assert script.days.weeks == 6
    assert 100 <= len(script.events) <= 250
