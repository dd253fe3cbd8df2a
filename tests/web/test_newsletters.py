"""What anybody may read of newsletters: archive, issues, feed; nothing of any reader's, and nothing before it is out."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

from tests.newsletters.network import approved, join, send
from tests.web.conftest import Site
from worker.engine.newsletter_control import start_issue
from worker.store.models.candidate import Job

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
