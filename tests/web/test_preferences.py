"""Preferences: less at once, more only by a link mailed to the address; a forwarded letter lets no stranger have more."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select

from campaigns.vocabulary import Topic
from tests.web.conftest import BOTH, Site
from tests.world import ADA
from worker.engine.standing import read_standings
from worker.rules.tokens import Purpose
from worker.store.membership import wants
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Consent, Suppression, TopicChoice
from worker.store.models.decision import Decision

EVERYTHING = {
    "act": "save",
    "topic": ["after_application", "talent_network", "placement", "milestones", "referrals"],
    "often": "ours",
    "pause": "keep",
    "locale": "en",
    "tracking": "on",
}
AS_IT_IS = EVERYTHING | {"topic": ["after_application", "placement", "milestones", "referrals"]}


def save(site: Site, path: str, **changes: Any) -> httpx.Response:
    answer = site.http.post(path, data=AS_IT_IS | changes)
    site.world.drain()
    return answer


def act(site: Site, path: str, name: str) -> httpx.Response:
    answer = site.http.post(path, data={"act": name})
    site.world.drain()
    return answer


def topics(site: Site) -> dict[str, bool]:
    with site.world.parts.database.read() as session:
        return {choice.topic: choice.wanted for choice in session.scalars(select(TopicChoice))}


def wanted(site: Site) -> set[str]:
    """What the gate takes for her yes; the query that finds an audience says the same."""
    parts = site.world.parts
    with parts.database.read() as session:
        ada = session.scalars(select(Candidate)).one()
        joined = {topic.value for topic in read_standings(session, parts, [ada], site.world.now)[ada.id].joined}
        network = {topic for topic in Topic if topic.needs_opt_in}
        assert {t.value for t in network if session.scalar(select(Candidate.id).where(wants(t, site.world.now)))} == joined
    return joined


def consents(site: Site) -> list[tuple[str | None, bool, str | None, str]]:
    with site.world.parts.database.read() as session:
        rows = session.scalars(select(Consent).order_by(Consent.seq))
        return [(row.topic, row.given, row.wording, row.how) for row in rows]


def mails(site: Site) -> list[str]:
    return [letter.to.address for letter in site.world.service]


@BOTH
def test_less_takes_effect_at_once(letter_site: Site) -> None:
    path = letter_site.link("p")

    answer = save(letter_site, path, topic=["after_application"], often="quarter", pause="6", tracking="")

    ada = letter_site.world.candidate()
    assert topics(letter_site) == {"placement": False, "milestones": False, "referrals": False}
    assert (ada.wish_per_30_days, ada.wish_days_between, ada.tracking) == (None, 90, False)
    assert ada.paused_until is not None
    assert (ada.paused_until.isoformat(), ada.pause_reason) == ("2026-07-08T09:00:00+00:00", "paused_by_person")
    assert ("tracking", False, "preferences-1", "preferences page") in consents(letter_site)
    assert letter_site.world.reasons("choice") == ["chose"]
    assert mails(letter_site) == []
    assert "Saved." in answer.text
    assert "Paused until 8 July 2026" in answer.text


@BOTH
def test_more_takes_effect_only_after_the_link_that_is_mailed_to_the_address(letter_site: Site) -> None:
    path = letter_site.link("p")
    save(letter_site, path, often="quarter", pause="12", tracking="")

    answer = save(letter_site, path, topic=EVERYTHING["topic"], often="month", pause="end", locale="da", tracking="on")

    before = letter_site.world.candidate()
    assert (before.wish_days_between, before.wish_locale, before.tracking, topics(letter_site)) == (90, None, False, {})
    assert mails(letter_site) == ["ada@mail.example"]
    assert "a link to your own mailbox" in answer.text
    link = letter_site.service_link("c")
    assert "a member of the talent network" in letter_site.http.get(link).text
    letter_site.http.head(link)
    assert topics(letter_site) == {}

    confirmed = letter_site.http.post(link)

    after = letter_site.world.candidate()
    assert confirmed.status_code == 200
    assert (after.wish_per_30_days, after.wish_days_between, after.wish_locale, after.tracking) == (1, None, "da", True)
    assert after.paused_until is not None
    assert after.paused_until <= letter_site.world.now
    assert topics(letter_site) == {"talent_network": True}
    assert after.joined_at == letter_site.world.now
    assert ("talent_network", True, "preferences-1", "double opt-in") in consents(letter_site)
    assert letter_site.http.get(path).headers["content-language"] == "da"
    again = letter_site.http.post(link)
    assert (again.status_code, letter_site.world.reasons("confirm")) == (200, ["chose"])


def test_the_page_shows_choices_and_nothing_else_of_the_person(letter_site: Site) -> None:
    path = letter_site.link("p")
    pages = [letter_site.http.get(path).text, save(letter_site, path, often="month").text, act(letter_site, path, "stop").text]

    for text in pages:
        for secret in ("ada", "Byron", "Rosa", "Data Engineer", "interview"):
            assert secret.lower() not in text.lower()


def test_mallory_with_a_forwarded_letter_can_only_make_it_less(letter_site: Site) -> None:
    path = letter_site.link("p")
    act(letter_site, path, "stop")
    for _ in range(30):
        act(letter_site, path, "again")
        save(letter_site, path, topic=EVERYTHING["topic"], locale="de")
        letter_site.world.now += timedelta(minutes=10)

    assert letter_site.world.candidate().no_reason == "unsubscribed"
    assert letter_site.world.candidate().wish_locale is None
    assert len(mails(letter_site)) <= 5  # and no mailbox is bombed


def test_the_same_wish_twice_within_the_hour_is_one_mail(letter_site: Site) -> None:
    path = letter_site.link("p")
    for _ in range(4):
        save(letter_site, path, locale="de")

    assert len(mails(letter_site)) == 1


def test_a_part_of_the_network_can_be_joined_alone_and_left_alone(letter_site: Site) -> None:
    path, own = letter_site.link("p"), AS_IT_IS["topic"]

    save(letter_site, path, topic=[*own, "events", "insight"])
    letter_site.http.post(letter_site.service_link("c"))
    assert wanted(letter_site) == {"talent_network", "events", "insight"}
    save(letter_site, path, topic=[*own, "events"])
    assert wanted(letter_site) == {"talent_network", "events"}
    save(letter_site, path, topic=own)
    assert wanted(letter_site) == set()
    save(letter_site, path, topic=[*own, "talent_network"])
    letter_site.http.post(letter_site.service_link("c"))
    assert wanted(letter_site) == {"talent_network", "openings", "events", "insight", "company_news"}


@BOTH
def test_stopping_everything_holds_until_ada_says_yes_again_from_her_own_mailbox(letter_site: Site) -> None:
    path = letter_site.link("p")

    stopped = act(letter_site, path, "stop")
    asked = act(letter_site, path, "again")

    assert "We don’t write to you" in stopped.text
    assert "a link is on its way" in asked.text
    assert letter_site.world.candidate().no_reason == "unsubscribed"
    assert letter_site.http.post(letter_site.service_link("c")).status_code == 200
    ada = letter_site.world.candidate()
    assert (ada.no_reason, ada.no_at, ada.joined_at) == (None, None, letter_site.world.now)
    assert (None, True, "preferences-1", "double opt-in") in consents(letter_site)
    with letter_site.world.parts.database.read() as session:
        lifted = session.scalars(select(Suppression)).one()
        assert (lifted.lifted_at, lifted.lifted_by) == (letter_site.world.now, "double opt-in")
    letter_site.world.now += timedelta(days=100)
    letter_site.world.reject(application_id="app-9")
    letter_site.world.pass_days(7)
    assert len(letter_site.world.sent) == 2


def test_a_no_said_after_the_link_was_mailed_is_stronger_than_the_link(letter_site: Site) -> None:
    path = letter_site.link("p")
    act(letter_site, path, "stop")
    act(letter_site, path, "again")
    link = letter_site.service_link("c")
    assert letter_site.http.post(link).status_code == 200
    act(letter_site, path, "stop")

    replayed = letter_site.http.post(link)

    assert replayed.status_code == 404
    assert letter_site.world.candidate().no_reason == "unsubscribed"


def test_a_link_is_good_for_seven_days_and_for_the_address_it_was_mailed_to(letter_site: Site) -> None:
    path, world = letter_site.link("p"), letter_site.world
    save(letter_site, path, locale="de")
    link = letter_site.service_link("c")

    world.tell("candidate.updated", candidate=ADA | {"email": "ada@new.example"})
    assert letter_site.http.post(link).status_code == 404
    world.tell("candidate.updated", at=world.now + timedelta(seconds=1), candidate=ADA)
    assert letter_site.http.get(link).status_code == 200
    world.now += timedelta(days=7, seconds=1)
    assert letter_site.http.post(link).status_code == 404
    assert world.candidate().wish_locale is None


def test_a_complaint_is_not_taken_back_by_a_link(letter_site: Site) -> None:
    from worker.engine.no import say_no
    from worker.rules.reasons import Reason

    world, path = letter_site.world, letter_site.link("p")
    with world.parts.database.write() as session:
        ada = session.merge(world.candidate())
        say_no(session, world.parts, ada, Reason.COMPLAINED, how="test", now=world.now)

    answer = act(letter_site, path, "again")

    assert "If we may write" in answer.text
    assert mails(letter_site) == []


def test_a_form_that_makes_no_sense_changes_nothing(letter_site: Site) -> None:
    path = letter_site.link("p")

    for body in (b"", b"act=nonsense", b"\xff\xfe", b"act=" + b"&a=1" * 100):
        assert letter_site.http.post(path, content=body).status_code == 200
    strange = AS_IT_IS | {"often": "hourly", "pause": "-3", "locale": "xx", "topic": [*AS_IT_IS["topic"], "gossip"]}
    assert "Nothing has changed" in letter_site.http.post(path, data=strange).text

    assert letter_site.world.reasons("choice") == []
    assert topics(letter_site) == {}


def test_a_link_that_is_not_ours_and_one_that_leads_to_nobody_look_alike(letter_site: Site) -> None:
    keyring, nobody = letter_site.world.parts.keyring, letter_site.world.parts.new_id()
    other = keyring.token(Purpose.UNSUBSCRIBE, letter_site.world.messages()[0].id)
    for kind, purpose in (("p", Purpose.PREFERENCES), ("j", Purpose.JOIN), ("h", Purpose.HANDOFF), ("c", Purpose.CONFIRM)):
        tokens = ("x", "A" * 43, other, keyring.token(purpose, nobody))
        answers = [letter_site.http.request(method, f"/{kind}/{token}") for token in tokens for method in ("GET", "POST")]
        if kind == "h":
            answers = [answer for answer in answers if answer.request.method == "GET"]
        assert {(answer.status_code, answer.text) for answer in answers} == {(404, answers[0].text)}


def test_every_choice_can_be_read_back(letter_site: Site) -> None:
    path = letter_site.link("p")
    save(letter_site, path, often="month", locale="da")
    letter_site.http.post(letter_site.service_link("c"))

    with letter_site.world.parts.database.read() as session:
        rows = session.scalars(select(Decision).where(Decision.action.in_(["choice", "ask", "confirm"])).order_by(Decision.seq))
        told = [(row.action, row.reason, row.detail) for row in rows]
    assert told == [
        ("choice", "chose", "at most one a month"),
        ("ask", "asked_to_confirm", "w:preferences-1;l:da"),
        ("confirm", "chose", "language da"),
    ]
