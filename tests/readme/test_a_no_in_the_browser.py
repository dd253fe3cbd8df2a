"""A no, as the person who says it sees it: a letter in the mailbox page, its link, one button, and then silence."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from shlex import quote
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.conftest import WaitUntil
from tests.faults.killing_run import ROOT
from tests.readme.trial import Trial, a_trial
from tests.web.browsing import a_browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.xdist_group("stack"),
    pytest.mark.skipif(sys.platform != "linux", reason="processes are looked for in /proc"),
]
MONDAY_NOON = datetime(2026, 1, 12, 11, 0, tzinfo=UTC)
ADA, BO = "ada@candidate.example", "bo@candidate.example"
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
PATIENCE_MS = 20_000


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as browser:
        yield browser


@pytest.fixture(scope="module")
def trial(browser: Browser, tmp_path_factory: pytest.TempPathFactory, wait_until: WaitUntil) -> Iterator[Trial]:
    with a_trial(tmp_path_factory.mktemp("no"), MONDAY_NOON, wait_until) as trial:
        yield trial


@pytest.fixture
def page(browser: Browser, trial: Trial) -> Iterator[Page]:
    """The mailbox page, as somebody sees it for the first time."""
    context = browser.new_context(locale="en", viewport={"width": 1200, "height": 900})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(trial.mailbox)
    yield page
    context.close()


def turned_down(trial: Trial, number: int, first_name: str, email: str, at: datetime) -> None:
    """Tell it, as the README does, that somebody was turned down."""
    event = json.loads((ROOT / "examples" / "rejection.json").read_text(encoding="utf-8"))
    event |= {"id": f"no-{number}", "time": at.isoformat()}
    event["data"]["candidate"] |= {"id": f"c-{number}", "first_name": first_name, "email": email}
    event["data"]["application"]["id"] = f"a-{number}"
    said = trial.bash(
        f"curl -sS {trial.run.settings.base_url}/events --data {quote(json.dumps(event))}"
        f" -H 'Authorization: Bearer {trial.rapport('events', 'key').strip()}' -H 'Content-Type: application/cloudevents+json'"
    )
    assert '"status":"accepted"' in said


def left_at(letter: dict[str, str]) -> datetime:
    """When the letter left, by the clock of who got it."""
    return datetime.fromisoformat(letter["at"]).astimezone(COPENHAGEN)


def test_after_a_no_in_the_browser_the_next_letter_is_not_sent(trial: Trial, page: Page) -> None:
    turned_down(trial, 1, "Ada", ADA, trial.now)
    trial.rapport("sandbox", "time", "+3d")

    page.reload()
    page.get_by_role("link", name=re.compile("Your application for Senior Data Engineer")).click()
    [letter] = trial.letters(ADA)
    link = page.frame_locator("iframe").get_by_role("link", name="Unsubscribe")
    expect(link).to_have_attribute("href", re.fullmatch("<(.+)>", letter["headers"]["List-Unsubscribe"])[1])  # type: ignore[index]
    with page.expect_popup() as opened:
        link.click()
    no = opened.value
    buttons = no.get_by_role("button")
    expect(buttons).to_have_count(1)
    assert "They unsubscribed" not in trial.rapport("why", ADA)  # looking changes nothing
    buttons.click()
    expect(no.get_by_role("heading", level=1)).to_have_text("Done. We have stopped.")

    trial.rapport("sandbox", "time", "+60d")
    assert len(trial.letters(ADA)) == 1
    why = " ".join(trial.rapport("why", ADA).split())
    assert "No more letters to them They unsubscribed from our letters." in why
    assert "Now: nothing goes to them. They unsubscribed from our letters." in why
    assert "“keep in touch” was handed to" not in why


def test_the_page_s_button_lets_time_pass_through_what_is_due_on_the_way(trial: Trial, page: Page) -> None:
    turned_down(trial, 2, "Bo", BO, trial.now - timedelta(days=3))  # on Friday, so the letter is due on Tuesday morning
    before = trial.now

    page.get_by_role("button", name="+1 day").click()

    arrived = before + timedelta(days=1)
    expect(page.get_by_role("banner").get_by_role("time")).to_contain_text(f"{arrived.day} {arrived:%b %Y}")
    page.get_by_role("link", name=re.compile("Bo Byron")).click()
    [letter] = trial.letters(BO)
    assert left_at(letter).date() == arrived.date()
    assert left_at(letter).hour == 9
    page.get_by_text("Be the reader").click()
    page.get_by_role("button", name="Open").click()
    expect(page.get_by_role("main")).to_contain_text("open")
    assert "opened" in page.get_by_role("link", name=re.compile("Bo Byron")).inner_text()
