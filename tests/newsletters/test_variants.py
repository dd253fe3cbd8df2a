"""Variants are tried on some, the better one goes to the rest, and some get none; and the report tells what came of it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.newsletters.conftest import SHORT
from tests.newsletters.network import SLUG, addresses, issue, join, ledger, send
from tests.world import World
from worker.engine.newsletter_report import read_issue_report
from worker.store.models.message import Message

VARIANTS = """
[variants.b.en]
subject = "Before your next interview"

[test]
share = 0.5
hours = 24
"""


def touch(world: World, kind: str, letter: Message, **detail: Any) -> None:
    world.signal("delivered", letter, after=timedelta(minutes=1))
    world.signal(kind, letter, after=timedelta(hours=3), url="https://guide.example/interviews", **detail)


def test_the_better_variant_goes_to_the_rest(sqlite_world: World, short_issue: Path) -> None:
    world = sqlite_world
    (short_issue / "issue.toml").write_text(SHORT + VARIANTS, "utf-8")
    people = join(world, 120)
    send(world)
    tried = ledger(world)
    assert 40 < len(tried) < 80
    assert {row.variant for row in tried} == {"a", "b"}
    for number, row in enumerate(tried):
        if row.variant == "b" or number % 10 == 0:
            touch(world, "clicked", row)
        else:
            world.signal("delivered", row, after=timedelta(minutes=1))
    world.pass_days(2)
    assert (issue(world).winner, issue(world).state) == ("b", "done")
    assert {row.variant for row in ledger(world) if row.id not in {one.id for one in tried}} == {"b"}
    assert addresses(world) == sorted(one["address"] for one in people)
    report = read_issue_report(world.parts, SLUG)
    assert report.test is not None
    assert "Variant b did better" in report.test


def test_without_a_real_difference_the_first_variant_goes_on_and_it_is_said(sqlite_world: World, short_issue: Path) -> None:
    world = sqlite_world
    (short_issue / "issue.toml").write_text(SHORT + VARIANTS, "utf-8")
    join(world, 40)
    send(world)
    world.pass_days(2)
    assert issue(world).winner == "a"
    assert "than chance explains" in str(read_issue_report(world.parts, SLUG).test)


def test_those_held_out_get_none_and_are_counted(sqlite_world: World, short_issue: Path) -> None:
    world = sqlite_world
    (short_issue / "issue.toml").write_text("holdout = 0.3\n" + SHORT, "utf-8")
    join(world, 60)
    send(world)
    left_out = world.reasons("skip").count("held_out")
    assert 5 < left_out < 35
    assert len(addresses(world)) == 60 - left_out


def test_the_report_counts_people_apart_from_machines_by_language_host_and_link(world: World) -> None:
    join(world, 6)
    send(world)
    letters = ledger(world)
    for letter in letters:
        world.signal("delivered", letter, after=timedelta(minutes=1))
    touch(world, "clicked", letters[0])
    world.signal("opened", letters[1], after=timedelta(minutes=2), machine_flag=True)
    world.signal("unsubscribed", letters[2], after=timedelta(hours=1))
    world.signal("complained", letters[3], after=timedelta(hours=1))
    world.pass_days(1)
    report = read_issue_report(world.parts, SLUG)
    assert (report.total["sent"], report.total["delivered"]) == (6, 6)
    assert (report.total["clicked by people"], report.total["opened by machines"]) == (1, 1)
    assert (report.total["unsubscribed"], report.total["complained"]) == (1, 1)
    assert {name: counts["sent"] for name, counts in report.by["language"].items()} == {"da": 2, "de": 2, "en": 2}
    assert list(report.by["host"]) == ["mail.example"]
    assert [(link.url, link.people) for link in report.links] == [("https://guide.example/interviews", 1)]
    assert report.earlier[0].shares["complained"] == pytest.approx(1 / 6)
