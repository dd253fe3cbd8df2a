"""The pages in a real browser: as Ada, as Mallory, as Rosa, as a scanner; without script, by keyboard, read aloud, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from sqlalchemy import MetaData, select

from tests.web.browsing import a_browser
from tests.web.conftest import Site
from tests.web.every_page import every_page
from tests.world import ADA
from web.language import locales
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as browser:
        yield browser


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens pages, each in a browser of its own that knows nothing of the others. Fails on anything the console complains of."""
    contexts, complaints = [], []

    def open_one(url: str, *, locale: str = "en", width: int = 800, script: bool = False, scheme: str = "light") -> Page:
        context = browser.new_context(
            locale=locale,
            viewport={"width": width, "height": 800},
            java_script_enabled=script,
            color_scheme="dark" if scheme == "dark" else "light",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("requestfailed", lambda request: complaints.append(f"could not load {request.url}: {request.failure}"))
        page.goto(url)
        return page

    yield open_one
    for context in contexts:
        assert context.cookies() == []
        context.close()
    # A page that answers 404 or 422 is meant to; what the next page cut short is no complaint.
    assert [text for text in complaints if not re.search("404|422|ERR_ABORTED", text)] == []


def everything(site: Site) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    metadata = MetaData()
    metadata.reflect(site.world.parts.database.engine)
    with site.world.parts.database.read() as session:
        return {table.name: [tuple(row) for row in session.execute(select(table))] for table in metadata.sorted_tables}


def pages_of(site: Site) -> dict[str, str]:
    """Every page there is, with links that work."""
    world, keyring = site.world, site.world.parts.keyring
    letter = world.messages()[0].id
    site.http.post(site.link("p"), data={"act": "save", "topic": ["talent_network"], "often": "ours", "locale": "de"})
    world.reject(stage="onsite", candidate=ADA | {"id": "bo", "email": "bo@mail.example", "first_name": "Bo"})
    world.pass_days(0.5)
    found = {"handoff": site.service_link("h")}
    for what in ("data", "erasure"):
        site.http.post(site.link("p"), data={"act": what})
    site.http.post("/sign-up", data={"address": "grace@mail.example", "topic": ["events", "insight"], "locale": "de"})
    world.drain()
    mailed = " ".join(mail.text for mail in world.service)
    for name, kind in (("confirm", "c"), ("held", "d"), ("erase", "e"), ("sign-up link", "s")):
        found[name] = re.search(rf"/{kind}/[\w-]+", mailed).group()  # type: ignore[union-attr]
    return found | {
        "front": "/",
        "unsubscribe": site.link("u"),
        "unsubscribe from one topic": site.link("u") + "?topic=events",
        "sign-up": "/sign-up",
        "preferences": site.link("p"),
        "join": f"/j/{keyring.token(Purpose.JOIN, letter)}",
        "gone": "/p/x",
        "not found": "/nowhere",
    }


def test_ada_stops_all_emails_with_one_press(letter_site: Site, open_page: OpenPage) -> None:
    page = open_page(letter_site.base_url + letter_site.link("u"))

    page.get_by_role("button", name="Yes, stop all emails").click()

    assert page.get_by_role("heading", level=1).inner_text() == "Done. We have stopped."
    assert letter_site.world.candidate().no_reason == "unsubscribed"
    page.get_by_role("link", name="choose what you get instead").click()
    assert page.get_by_role("heading", level=1).inner_text() == "We don’t write to you"
    letter_site.world.pass_days(60)
    assert len(letter_site.world.sent) == 1


def test_ada_chooses_by_keyboard_alone(letter_site: Site, open_page: OpenPage) -> None:
    page = open_page(letter_site.base_url + letter_site.link("p"))

    press = page.keyboard.press
    press("Tab")  # applications
    for _ in range(3):
        press("Tab")  # … referrals
    press("Space")
    press("Tab")  # openings
    press("Tab")  # events
    press("Space")
    press("Tab")  # insight
    press("Tab")  # company news
    press("Tab")  # how often
    press("ArrowDown")
    press("Tab")  # pause
    press("ArrowDown")
    press("Tab")  # language
    press("Tab")  # tracking
    press("Space")
    press("Tab")  # save
    press("Enter")
    page.wait_for_selector("[role=status]")

    told = page.get_by_role("status").inner_text()
    assert "Saved." in told
    assert "a link to your own mailbox" in told
    ada = letter_site.world.candidate()
    assert (ada.wish_per_30_days, ada.tracking, ada.pause_reason) == (1, False, "paused_by_person")
    letter_site.world.drain()
    page.goto(letter_site.base_url + letter_site.service_link("c"))
    press("Tab")
    press("Enter")
    page.wait_for_selector("text=It is done")
    assert letter_site.world.candidate().joined_at is not None


def test_mallory_with_the_forwarded_letter_sees_no_address_and_gets_nothing_more(letter_site: Site, open_page: OpenPage) -> None:
    page = open_page(letter_site.base_url + letter_site.link("p"))
    page.get_by_label("Openings").check()
    page.get_by_label("The language of our emails").select_option("de")
    page.get_by_role("button", name="Save").click()

    assert "mail.example" not in page.content()
    ada = letter_site.world.candidate()
    assert (ada.joined_at, ada.wish_locale) == (None, None)


def test_grace_signs_up_by_keyboard_alone_and_is_told_what_is_missing(site: Site, open_page: OpenPage) -> None:
    page = open_page(site.base_url + "/sign-up", locale="da")
    press = page.keyboard.press

    for _ in range(4):
        press("Tab")  # the four topics
    press("Tab")
    page.keyboard.type("grace@mail.example")
    press("Enter")
    assert "Sæt kryds ved mindst én ting" in page.get_by_role("alert").inner_text()
    press("Tab")
    press("Tab")
    press("Space")  # events
    for _ in range(4):
        press("Tab")  # … name
    page.keyboard.type("Grace")
    press("Enter")
    page.wait_for_selector("[role=status]")

    site.world.drain()
    page.goto(site.base_url + site.service_link("s"))
    assert page.locator("html").get_attribute("lang") == "da"
    assert "grace" not in page.content().lower()
    press("Tab")
    press("Enter")
    page.wait_for_selector("text=Velkommen")
    with site.world.parts.database.read() as session:
        assert session.scalars(select(Candidate)).one().first_name == "Grace"


def test_rosa_resolves_her_handoff(site: Site, open_page: OpenPage) -> None:
    site.world.reject(stage="onsite")
    site.world.pass_days(0.5)
    page = open_page(site.base_url + site.service_link("h"), locale="da")

    page.get_by_role("button", name="Gem").click()
    assert "Vælg først en af dem" in page.get_by_role("alert").inner_text()
    page.get_by_label("Jeg har talt med personen").check()
    page.get_by_role("button", name="Gem").click()

    assert "Det blev afsluttet den 5. januar 2026" in page.get_by_role("status").inner_text()
    site.world.pass_days(2.9)
    assert len(site.world.sent) == 1


def test_a_scanner_that_follows_every_link_changes_nothing(letter_site: Site, open_page: OpenPage) -> None:
    paths = pages_of(letter_site)
    before = everything(letter_site)
    page = open_page(letter_site.base_url, script=True)

    for path in paths.values():
        for method in ("HEAD", "GET", "OPTIONS"):
            letter_site.http.request(method, path)
        page.goto(letter_site.base_url + path, wait_until="load")
    letter_site.world.drain()

    assert everything(letter_site) == before


@pytest.mark.long
@pytest.mark.parametrize("locale", locales())
def test_no_page_has_a_barrier_in_any_language_by_day_or_by_night(letter_site: Site, open_page: OpenPage, locale: str) -> None:
    page = open_page(letter_site.base_url, locale=locale, script=True)
    for name in every_page(letter_site, page, locale):
        assert page.locator("html").get_attribute("lang") == locale, name
        a_letter = name == "newsletter"  # as it was sent: a letter has no landmarks
        rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21aa"]} if a_letter else {}
        by_day = Axe().run(page, options={"resultTypes": ["violations"], **rules})
        page.emulate_media(color_scheme="dark")
        by_night = page.evaluate("axe.run({runOnly: ['color-contrast'], resultTypes: ['violations']})")
        page.emulate_media(color_scheme="light")
        assert by_day.violations_count == 0, f"{name}: {by_day.generate_report()}"
        assert by_night["violations"] == [], name


def test_a_screen_reader_hears_what_each_choice_is_about(letter_site: Site, open_page: OpenPage) -> None:
    page = open_page(letter_site.base_url + letter_site.link("p"))

    topics = page.get_by_role("group", name="What we may write about")
    assert topics.get_by_role("checkbox").count() == 4
    assert page.get_by_role("group", name="The talent network").get_by_role("checkbox").count() == 4
    assert topics.get_by_role("checkbox", name="Milestones").is_checked()
    assert page.get_by_role("group", name="How often, at most").get_by_role("radio").count() == 3
    assert page.get_by_role("combobox", name="The language of our emails").input_value() == "en"
    assert page.get_by_role("main").count() == 1


def test_the_pages_fit_a_small_phone_and_a_thumb(letter_site: Site, open_page: OpenPage) -> None:
    paths = pages_of(letter_site)
    page = open_page(letter_site.base_url, width=320, script=True)
    for path in paths.values():
        page.goto(letter_site.base_url + path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        for target in page.locator("button, select, label.option, input[type=email], input[type=text]").all():
            box = target.bounding_box()
            assert box is not None
            assert box["height"] >= 44
