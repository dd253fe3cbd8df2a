"""What anybody may read of newsletters: archive, issues, feed; nothing of any reader's, and nothing before it is out."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

from sqlalchemy import select

from tests.newsletters.network import approved, join, send
from tests.web.conftest import Site
from worker.engine.newsletter_control import start_issue
from worker.engine.newsletter_report import read_issue_report
from worker.engine.story import tell_story
from worker.store.models.candidate import Candidate, Job

ATOM = "{http://www.w3.org/2005/Atom}"


def test_an_issue_that_is_out_is_read_by_anybody_in_their_language_and_holds_nothing_of_anybody(site: Site) -> None:
    join(site.world, 3)
    approved(site.world)
    assert site.http.get("/newsletters/2026-11").status_code == 404
    assert "feed.xml" not in site.http.get("/newsletters").text

    send_approved(site)

    page = site.http.get("/newsletters/2026-11", headers={"Accept-Language": "de"})
    assert (page.status_code, page.headers["content-language"]) == (200, "de")
    assert "script" not in page.headers["content-security-policy"]
    assert "/u/" not in page.text
    assert "/p/" not in page.text
    assert "Ada" not in page.text
    archive = site.http.get("/newsletters?lang=da")
    assert "/newsletters/2026-11?lang=da" in archive.text
    feed = ET.fromstring(site.http.get("/newsletters/feed.xml").text)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["Saying what you earn, and what you want"]
    assert site.http.get("/newsletters/2026-99").status_code == 404


def send_approved(site: Site) -> None:
    start_issue(site.world.parts, "2026-11", "Freja")
    site.world.drain()


def test_our_own_links_in_a_newsletter_lead_where_the_issue_says_and_nowhere_else(site: Site) -> None:
    world = site.world
    world.parts = replace(world.parts, policy=replace(world.parts.policy, own_tracking=True))
    with world.parts.database.write() as session:
        session.add(
            Job(
                source="ats",
                upstream_id="j",
                title="Analyst",
                skills=[],
                url="https://jobs.example/1",
                open=True,
                as_of=world.now,
            )
        )
    join(world, 1)
    send(world)
    (found,) = set(re.findall(r'href="https://rapport.northwind.example(/l/[^"]+)"', world.sent[0].html))
    link = str(found)
    assert site.http.get(link).headers["location"] == "https://jobs.example/1"
    assert site.http.get(f"{link[:-3]}xxx").status_code == 404


def test_the_mail_programs_button_ends_the_newsletters_topic_and_the_page_offers_to_end_everything(site: Site) -> None:
    world = site.world
    join(world, 1)
    send(world)
    letter = world.sent[0]
    header = letter.headers["List-Unsubscribe"].strip("<>")
    assert header in letter.html
    path = header.removeprefix(world.parts.policy.base_url)
    assert "Yes, stop all emails" in site.http.get(path).text

    for _ in range(2):
        assert site.http.post(path, content=b"List-Unsubscribe=One-Click").text == "unsubscribed"

    story = tell_story(world.parts, letter.to.address)
    assert any(entry.what.endswith("they unsubscribed from what it is about") for entry in story.entries)
    with world.parts.database.read() as session:
        assert session.scalars(select(Candidate.no_reason)).one() is None
    assert read_issue_report(world.parts, "2026-11").total["unsubscribed"] == 1
    assert world.reasons("choice") == ["chose"]
    assert "Done. We have stopped." in site.http.post(path, data={"act": "all"}).text
