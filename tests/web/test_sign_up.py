"""Sign-up: one letter, a button behind a POST, and nothing told of anybody; no mailbox can be bombed through it."""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import func, select

from tests.web.conftest import BOTH, MakeSite, Site
from tests.world import ADA, World
from worker.engine.no import say_no
from worker.rules.reasons import Reason
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Consent, SignUp
from worker.store.models.message import Message

GRACE = {"address": "Grace@mail.example", "name": "Grace", "topic": ["events", "openings"], "locale": "da"}


def sign_up(site: Site, **changes: Any) -> httpx.Response:
    answer = site.http.post("/sign-up", data=GRACE | changes)
    site.world.drain()
    return answer


def people(site: Site) -> list[Candidate]:
    with site.world.parts.database.read() as session:
        return list(session.scalars(select(Candidate)))


def count(site: Site, model: type[Any]) -> int:
    with site.world.parts.database.read() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@BOTH
def test_a_stranger_becomes_a_member_by_the_button_in_her_own_mailbox(site: Site) -> None:
    answer = sign_up(site)

    assert "look into your mailbox" in answer.text
    assert people(site) == []
    (mail,) = site.world.service
    assert (mail.to.address, "Bekræft" in mail.subject) == ("Grace@mail.example", True)
    link = site.service_link("s")
    for method in ("GET", "HEAD", "GET"):
        assert site.http.request(method, link).status_code == 200
    assert people(site) == []
    page = site.http.get(link).text
    assert "Arrangementer" in page
    assert "grace" not in page.lower()

    for _ in range(2):
        assert "Velkommen" in site.http.post(link).text

    (grace,) = people(site)
    assert (grace.address, grace.first_name, grace.wish_locale, grace.joined_at) == (
        "Grace@mail.example", "Grace", "da", site.world.now,
    )  # fmt: skip
    with site.world.parts.database.read() as session:
        record = {one.topic: one for one in session.scalars(select(Consent))}
        assert session.scalars(select(Message)).one().candidate_id == grace.id
        assert session.scalars(select(SignUp)).one().address is None
    assert set(record) == {"talent_network", "events", "openings"}
    one = record["events"]
    assert (one.wording, one.how, one.source, one.basis) == ("sign_up-1", "double opt-in", "sign-up page", "consent")
    assert one.expires_at is not None
    assert one.expires_at.date().isoformat() == "2028-01-05"
    assert one.from_hash is not None
    assert "127.0.0.1" not in one.from_hash


def test_the_page_says_the_same_of_everybody_and_a_second_request_is_quiet(letter_site: Site) -> None:
    world = letter_site.world
    answers = [sign_up(letter_site), sign_up(letter_site), sign_up(letter_site, address=ADA["email"])]
    with world.parts.database.write() as session:
        ada = session.merge(world.candidate())
        say_no(session, world.parts, ada, Reason.COMPLAINED, how="test", now=world.now)
    world.now += timedelta(hours=2)
    answers.append(sign_up(letter_site, address=ADA["email"]))

    assert {(answer.status_code, answer.text) for answer in answers} == {(200, answers[0].text)}
    assert [mail.to.address for mail in world.service] == ["Grace@mail.example", "ada@mail.example"]


def test_no_mailbox_is_bombed_from_one_place_or_many(site: Site) -> None:
    for _ in range(10):
        sign_up(site)
        site.world.now += timedelta(hours=2)
    assert len(site.world.service) == 3

    answers = [sign_up(site, address=f"victim-{number}@mail.example") for number in range(22)]

    assert len(site.world.service) <= 23
    assert answers[-1].status_code == 429
    assert "try again in an hour" in answers[-1].text
    site.world.now += timedelta(hours=1, minutes=1)
    assert sign_up(site, address="somebody@mail.example").status_code == 200


def test_what_nobody_confirms_is_forgotten(site: Site) -> None:
    sign_up(site)
    link = site.service_link("s")

    site.world.pass_days(8)

    assert site.http.post(link).status_code == 404
    assert (people(site), count(site, SignUp)) == ([], 0)
    with site.world.parts.database.read() as session:
        ledger = session.scalars(select(Message)).one()
    assert (ledger.address, ledger.payload) == ("", None)


@BOTH
def test_signing_up_lifts_adas_own_no_and_only_by_her_button(letter_site: Site) -> None:
    letter_site.http.post(letter_site.link("u"))
    letter_site.world.now += timedelta(minutes=1)

    sign_up(letter_site, address="ADA@mail.example", name="Mallory", locale="en")
    link = letter_site.service_link("s")
    assert letter_site.world.candidate().no_reason == "unsubscribed"
    assert letter_site.http.post(link).status_code == 200

    ada = letter_site.world.candidate()
    assert (ada.no_reason, ada.first_name) == (None, "Ada")
    letter_site.world.now += timedelta(minutes=1)
    letter_site.http.post(letter_site.link("u"))
    letter_site.http.post(link)
    assert letter_site.world.candidate().no_reason == "unsubscribed"


def test_a_no_said_after_she_asked_is_stronger_than_the_link(letter_site: Site) -> None:
    sign_up(letter_site, address=ADA["email"])
    link = letter_site.service_link("s")
    letter_site.world.now += timedelta(minutes=1)
    letter_site.http.post(letter_site.link("u"))

    assert letter_site.http.get(link).status_code == 404
    assert letter_site.http.post(link).status_code == 404
    assert letter_site.world.candidate().no_reason == "unsubscribed"


def test_a_form_that_cannot_be_used_says_what_is_missing_and_mails_nobody(site: Site) -> None:
    page = sign_up(site, address="not an address", topic=["gossip"], locale="xx")

    assert page.status_code == 422
    assert "whole email address" in page.text
    assert "at least one thing" in page.text
    assert "not an address" in page.text
    for body in (b"", b"\xff", b"a=1&" * 60, b"address=a%00%0d%0aBcc:x@y.example&topic=events"):
        assert site.http.post("/sign-up", content=body).status_code == 422
    site.world.drain()
    assert (site.world.service, count(site, SignUp)) == ([], 0)


def test_the_form_speaks_the_language_that_a_link_asks_for(site: Site) -> None:
    assert site.http.get("/sign-up?lang=de").headers["content-language"] == "de"
    assert "Talent" in site.http.get("/sign-up", headers={"Accept-Language": "da"}).text


def test_where_the_brand_needs_no_second_yes_only_a_stranger_is_a_member_at_once(make_site: MakeSite, database_url: str) -> None:
    world = World(database_url)
    letters = copy(world.parts.letters)
    letters.brand = letters.brand.model_copy(update={"double_opt_in": False})
    world.parts = replace(world.parts, letters=letters)
    site = make_site(world=world)
    world.reject()

    told = [sign_up(site).text, sign_up(site, address=ADA["email"]).text]

    joined = {person.address: person.joined_at for person in people(site)}
    assert joined == {"ada@mail.example": None, "Grace@mail.example": world.now}
    assert [mail.to.address for mail in world.service] == ["ada@mail.example"]
    assert told[0] == told[1]
    with world.parts.database.read() as session:
        assert {row.how for row in session.scalars(select(Consent))} == {"sign-up page"}
    world.close()


def test_an_installation_without_the_page_has_none(make_site: MakeSite, database_url: str) -> None:
    world = World(database_url, sign_up=False)
    site = make_site(world=world)

    assert site.http.get("/sign-up").status_code == 404
    assert sign_up(site).status_code == 404
    assert world.service == []
    world.close()
