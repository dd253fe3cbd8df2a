"""Variants of a letter, those held out, and the file that goes along with an invitation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copytree
from typing import Any

from icalendar import Calendar
from sqlalchemy import select

from campaigns.vocabulary import Campaign, Letter, OncePer, Topic, calendar_file, hours, members, morning
from emails.letters import load_letters
from schemas.events.candidate_rejected import CandidateRejected
from schemas.events.community_announced import CommunityAnnounced
from tests.engine.crowd import reject_many
from tests.world import World
from worker.engine.report_grouped import By, read_grouped
from worker.rules.variant import variant_of
from worker.store.models.message import Message


def test_shares_are_even_and_always_the_same() -> None:
    people = [f"person-{n}" for n in range(3000)]
    shares = Counter(variant_of(person, "review_ask.ask", ("plain", "short"), holdout=10) for person in people)

    assert all(abs(shares[name] - 1350) < 120 for name in ("plain", "short"))
    assert abs(shares[None] - 300) < 60
    first = [variant_of(person, "review_ask.ask", ("plain", "short"), holdout=10) for person in people]
    assert first == [variant_of(person, "review_ask.ask", ("plain", "short"), holdout=10) for person in people]


def with_only(world: World, letters: Path, letter: Letter, **more: Any) -> World:
    facts = {"topic": Topic.AFTER_APPLICATION, "starts_on": [CandidateRejected]} | more
    only = Campaign("post_rejection", steps=[letter], **facts)
    world.parts = replace(world.parts, campaigns={only.name: only}, letters=load_letters(letters))
    return world


def test_each_person_gets_their_variant_and_the_ledger_keeps_which(world: World, tmp_path: Path) -> None:
    plain = Path("emails/post_rejection/keep_in_touch")
    for name in ("keep_in_touch", "keep_in_touch-short"):
        copytree(plain, tmp_path / "post_rejection" / name)
    short = tmp_path / "post_rejection" / "keep_in_touch-short" / "en.mjml"
    text = short.read_text("utf-8")
    start = text.index("[% block subject %]")
    short.write_text(
        text[:start] + "[% block subject %]In short[% endblock %]" + text[text.index("[% endblock %]", start) + 14 :], "utf-8"
    )
    with_only(world, tmp_path, Letter("keep_in_touch", after=hours(1), variants=["short"], holdout=20))
    reject_many(world, 30, locale="en")
    world.pass_days(3)

    with world.parts.database.read() as session:
        kept = Counter(
            (row.variant, row.subject == "In short") for row in session.execute(select(Message.variant, Message.subject))
        )
    assert kept[("short", True)] > 3
    assert kept[("plain", False)] > 3
    assert set(kept) == {("short", True), ("plain", False)}
    told = {name: counts["sent"] for name, counts in read_grouped(world.parts, By.VARIANT).groups.items()}
    assert told == {
        f"post_rejection.keep_in_touch {variant}": kept[variant, variant == "short"] for variant in ("plain", "short")
    }
    assert world.reasons("skip").count("held_out") == 30 - sum(kept.values()) > 0


def test_an_invitation_carries_the_event_for_the_calendar(make_world: Callable[..., World]) -> None:
    letter = Letter("keep_in_touch", after=hours(1), at=morning, attach=calendar_file)
    more = {
        "topic": Topic.EVENTS,
        "starts_on": [CommunityAnnounced],
        "for_each": members(Topic.EVENTS),
        "once_per": OncePer.EVENT,
    }
    world = with_only(make_world(), Path("emails"), letter, **more)
    world.tell("candidate.opted_in", topic="talent_network")
    world.tell(
        "community.announced",
        event={
            "id": "evening",
            "title": "An evening, with soup",
            "starts_at": "2026-01-22T17:00:00+01:00",
            "ends_at": "2026-01-22T19:00:00+01:00",
            "zone": "Europe/Copenhagen",
            "place": "Harbour Street 1; Copenhagen",
            "url": "https://careers.northwind.example/evening",
        },
    )
    world.pass_days(3)

    (file,) = world.sent[0].attachments
    assert (file.file_name, file.mime_type) == ("invitation.ics", "text/calendar; charset=utf-8; method=PUBLISH")
    (entry,) = Calendar.from_ical(file.content).events
    assert (str(entry["summary"]), str(entry["location"])) == ("An evening, with soup", "Harbour Street 1; Copenhagen")
    assert datetime(2026, 1, 22, 16, tzinfo=UTC) == entry.DTSTART
    assert str(entry["url"]) == "https://careers.northwind.example/evening"
    assert b"ada" not in file.content.lower()
