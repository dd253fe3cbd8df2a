"""The year's newsletters: one a month, each fit to be sent, and each started by two people's word."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from demo.press import Press, folder_of
from demo.script.days import Days
from demo.script.person import LANGUAGES
from emails.newsletter import load_issue
from tests.world import World
from worker.engine.newsletter_check import check_issue
from worker.engine.newsletter_status import read_status

pytestmark = pytest.mark.long

MONTHS = [f"2026-{month:02}" for month in range(1, 13)]
JANUARY = datetime(2026, 1, 6, 9, 15, tzinfo=UTC)


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    one = World(sqlite_url, JANUARY)
    yield one
    one.close()


def test_there_is_an_issue_for_each_month_on_its_first_decision_day() -> None:
    issues = Days().issues()
    assert [slug for _, slug in issues] == MONTHS
    assert all(at.weekday() == 1 and f"{at:%Y-%m}" == slug for at, slug in issues)


def test_each_issue_is_fit_to_be_sent_in_every_language_of_the_year(world: World) -> None:
    for slug in MONTHS:
        root = folder_of(slug)
        assert set(load_issue(slug, root).locales) >= set(LANGUAGES)
        checked = check_issue(world.parts, slug, "Rosa", root)
        assert (slug, checked.state, [str(one) for one in checked.findings]) == (slug, "checked", [])


def test_an_issue_is_published_once_when_its_day_has_come(world: World) -> None:
    press = Press(world.parts, [(JANUARY, "2026-01"), (JANUARY.replace(month=2), "2026-02")])
    assert press.publish(JANUARY) is True
    assert press.next_at == JANUARY.replace(month=2)
    assert press.publish(JANUARY) is False
    said = [(one.by, one.what) for one in read_status(world.parts, "2026-01").notes]
    assert said[-2:] == [("Claire", "approved"), ("Claire", "started")]
    assert ("Rosa", "checked") in said
