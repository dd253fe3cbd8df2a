"""Unsubscribe: looking changes nothing, one press stops everything, for ever, and nothing tells a good link from a bad one."""

from __future__ import annotations

import threading
from uuid import uuid4

import httpx
import pytest
from sqlalchemy import select, text

from tests.conftest import WaitUntil
from tests.web.conftest import BOTH, Site
from tests.world import World
from worker.engine.merge import merge
from worker.engine.unsubscribe import Button, unsubscribe
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Consent, Suppression, TopicChoice
from worker.store.models.signal import Signal


def signals(site: Site) -> list[str]:
    with site.world.parts.database.read() as session:
        return list(session.scalars(select(Signal.kind).order_by(Signal.seq)))


def test_looking_at_the_unsubscribe_link_changes_nothing(letter_site: Site) -> None:
    path = letter_site.link("u")

    for method in ("GET", "HEAD", "GET"):
        answer = letter_site.http.request(method, path)
        assert answer.status_code == 200

    assert letter_site.world.candidate().no_reason is None
    assert signals(letter_site) == []


@BOTH
@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("application/x-www-form-urlencoded", b"List-Unsubscribe=One-Click"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
        ),
    ],
)
def test_the_mail_programs_own_button_unsubscribes_without_cookie_or_redirect(
    letter_site: Site, content_type: str, body: bytes
) -> None:
    path = letter_site.link("u")

    for _ in range(3):
        answer = letter_site.http.post(path, content=body, headers={"Content-Type": content_type})
        assert (answer.status_code, answer.text) == (200, "unsubscribed")
        assert "set-cookie" not in answer.headers

    assert letter_site.world.candidate().no_reason == "unsubscribed"
    assert signals(letter_site) == ["unsubscribed_one_click"]
    with letter_site.world.parts.database.read() as session:
        assert [row.reason for row in session.scalars(select(Suppression))] == ["unsubscribed"]
        assert [row.given for row in session.scalars(select(Consent))] == [False]


@BOTH
def test_after_the_pages_button_no_letter_is_sent_any_more(letter_site: Site) -> None:
    path = letter_site.link("u")

    answer = letter_site.http.post(path)
    letter_site.world.pass_days(60)

    assert answer.status_code == 200
    assert "ada@" not in answer.text
    assert signals(letter_site) == ["unsubscribed"]
    assert len(letter_site.world.sent) == 1


def without_links(answer: httpx.Response) -> str:
    return " ".join(word for word in answer.text.split() if "/p/" not in word)


def test_an_unknown_token_looks_like_a_known_one_and_does_nothing(letter_site: Site) -> None:
    http, path = letter_site.http, letter_site.link("u")
    unknown = letter_site.world.parts.keyring.token(Purpose.UNSUBSCRIBE, uuid4())
    bad = [f"/u/{token}" for token in ("x", "A" * 43, "%F0%9F%92%A9", "a" * 2000, unknown)]

    looks = [http.get(one).text for one in bad]
    clicks = [http.post(one, data={"List-Unsubscribe": "One-Click"}).text for one in bad]
    presses = [http.post(one) for one in bad]

    assert letter_site.world.candidate().no_reason is None
    assert set(looks) == {http.get(path).text}
    assert set(clicks) == {"unsubscribed"}
    good = http.post(path)
    assert {(press.status_code, without_links(press)) for press in presses} == {(200, without_links(good))}
    assert {frozenset(press.headers) for press in presses} == {frozenset(good.headers)}


def test_a_preferences_token_is_worthless_for_unsubscribing(letter_site: Site) -> None:
    letter_site.http.post(letter_site.link("p").replace("/p/", "/u/"))

    assert letter_site.world.candidate().no_reason is None


def test_a_no_does_not_fall_between_two_records_that_are_merged_meanwhile(postgresql_url: str, wait_until: WaitUntil) -> None:
    world = World(postgresql_url)
    world.reject()
    world.pass_days(3)
    world.tell("candidate.applied", candidate={"id": "ada-2", "email": "ada@old.example"}, application={"id": "app-2"})
    database, token = world.parts.database, world.parts.keyring.token(Purpose.UNSUBSCRIBE, world.messages()[0].id)

    def waits_for_a_lock() -> bool:
        with database.engine.connect() as connection:
            asks = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()")
            return bool(connection.scalar(asks))

    pressing = threading.Thread(target=unsubscribe, args=(world.parts, token, Button.MAIL_PROGRAM, None))
    with database.write() as session:
        pair = {ref: session.get_one(Candidate, world.candidate(ref).id, with_for_update=True) for ref in ("ada", "ada-2")}
        pressing.start()
        wait_until(waits_for_a_lock, what="the press to wait for the merge")
        merge(session, pair["ada"], pair["ada-2"], world.now)
    pressing.join(20)

    assert world.candidate("ada-2").no_reason == "unsubscribed"
    world.close()


@BOTH
def test_a_link_about_one_topic_stops_that_one_and_offers_the_rest(letter_site: Site) -> None:
    path = letter_site.link("u")

    look = letter_site.http.get(f"{path}?topic=milestones").text
    assert "Stop emails on: Milestones?" in look
    assert "Yes, stop all emails" in look
    assert topics(letter_site) == {}
    done = letter_site.http.post(f"{path}?topic=milestones", data={"act": "topic"})
    again = letter_site.http.post(f"{path}?topic=milestones", content=b"List-Unsubscribe=One-Click")

    assert "No more on: Milestones" in done.text
    assert again.text == "unsubscribed"
    assert topics(letter_site) == {"milestones": False}
    assert letter_site.world.candidate().no_reason is None
    assert letter_site.world.reasons("choice") == ["chose"]
    assert "Done. We have stopped." in letter_site.http.post(f"{path}?topic=milestones", data={"act": "all"}).text
    assert letter_site.world.candidate().no_reason == "unsubscribed"


def test_a_topic_that_is_none_of_ours_means_everything(letter_site: Site) -> None:
    letter_site.http.post(f"{letter_site.link('u')}?topic=gossip", content=b"List-Unsubscribe=One-Click")

    assert letter_site.world.candidate().no_reason == "unsubscribed"


def topics(site: Site) -> dict[str, bool]:
    with site.world.parts.database.read() as session:
        return {choice.topic: choice.wanted for choice in session.scalars(select(TopicChoice))}
