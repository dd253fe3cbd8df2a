"""Joining the talent network: knowingly, by the person's own mailbox, and once."""

from __future__ import annotations

from sqlalchemy import select

from tests.web.conftest import BOTH, Site
from worker.rules.tokens import Purpose
from worker.store.models.consent import Consent


def invitation(site: Site) -> str:
    return f"/j/{site.world.parts.keyring.token(Purpose.JOIN, site.world.messages()[0].id)}"


@BOTH
def test_a_candidate_joins_by_the_link_mailed_to_her(letter_site: Site) -> None:
    path, world = invitation(letter_site), letter_site.world

    asked = letter_site.http.post(path)
    world.drain()

    assert world.candidate().joined_at is None
    assert "Nearly there" in asked.text
    assert letter_site.http.post(letter_site.service_link("c")).status_code == 200
    assert world.candidate().joined_at == world.now
    with world.parts.database.read() as session:
        consent = session.scalars(select(Consent)).one()
    assert (consent.topic, consent.given, consent.wording, consent.how) == ("talent_network", True, "join-1", "double opt-in")
    assert "You are a member already" in letter_site.http.get(path).text
    assert "You are a member already" in letter_site.http.post(path).text


def test_looking_at_the_invitation_joins_nobody(letter_site: Site) -> None:
    for method in ("GET", "HEAD"):
        assert letter_site.http.request(method, invitation(letter_site)).status_code == 200
    letter_site.world.drain()

    assert letter_site.world.service == []


def test_joining_takes_back_her_own_no(letter_site: Site) -> None:
    letter_site.http.post(letter_site.link("u"))
    letter_site.http.post(invitation(letter_site))
    letter_site.world.drain()
    assert letter_site.world.candidate().no_reason == "unsubscribed"

    page = letter_site.http.get(letter_site.service_link("c")).text
    letter_site.http.post(letter_site.service_link("c"))

    assert "You hear from us again" in page
    assert letter_site.world.candidate().no_reason is None


def test_the_invitation_letters_link_leads_to_the_page(letter_site: Site) -> None:
    letter_site.world.pass_days(60)

    path = letter_site.link("j")
    assert "Join the talent network" in letter_site.http.get(path).text
