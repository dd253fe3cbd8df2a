"""The doors behind links and pixel, over real HTTP: they count, lead only where a letter led, and change nothing else."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from tests.conftest import WaitUntil
from tests.web.conftest import MakeSite, Site
from tests.world import World
from worker.engine.tracking_links import target_of
from worker.rules.tokens import Keyring, Purpose
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Suppression
from worker.store.models.decision import Decision
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff
from worker.store.models.signal import Signal

BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0"}


@pytest.fixture
def tracked(make_site: MakeSite, database_url: str) -> Site:
    """A site of an installation with its own tracking, where Ada has had her letter."""
    world = World(database_url, own_tracking=True)
    world.reject()
    world.pass_days(3)
    return make_site(world=world)


def hrefs(site: Site) -> list[str]:
    base = site.world.parts.policy.base_url
    found = re.findall(r'(?:href|src)="([^"]+)"', site.world.sent[-1].html)
    return [unescape(url).removeprefix(base) for url in found if url.startswith(base)]


def path(site: Site, kind: str) -> str:
    return next(url for url in hrefs(site) if url.startswith(f"/{kind}/"))


def signals(site: Site) -> list[Signal]:
    with site.world.parts.database.read() as session:
        return list(session.scalars(select(Signal).order_by(Signal.seq)))


def test_a_link_leads_where_the_letter_led_and_is_counted(tracked: Site, wait_until: WaitUntil) -> None:
    link = path(tracked, "l")
    target = target_of(tracked.world.parts, link.rpartition("/")[2])
    assert target is not None

    answer = tracked.http.get(link, headers=BROWSER)

    assert (answer.status_code, answer.headers["location"]) == (302, target[1])
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    wait_until(lambda: len(signals(tracked)) == 1, what="the click")
    (click,) = signals(tracked)
    assert (click.kind, click.human, click.received_at) == ("clicked", None, tracked.world.now)
    assert click.detail == {"user_agent": BROWSER["User-Agent"], "method": "GET", "url": target[1], "door": "own"}

    tracked.world.pass_days(0.01)
    assert tracked.world.messages()[0].clicked_at == click.at


def test_the_pixel_is_a_picture_and_is_counted(tracked: Site, wait_until: WaitUntil) -> None:
    answer = tracked.http.get(path(tracked, "o"), headers=BROWSER)

    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/gif")
    assert answer.content.startswith(b"GIF89a")
    wait_until(lambda: [signal.kind for signal in signals(tracked)] == ["opened"], what="the open")


def test_mallory_is_led_nowhere_by_a_token_we_did_not_sign(tracked: Site) -> None:
    keyring, mallory = tracked.world.parts.keyring, Keyring(["mallorys-own-key-of-thirty-two-characters"])
    (message,) = tracked.world.messages()
    link = path(tracked, "l")
    forged = [
        "https://evil.example",
        mallory.numbered_token(Purpose.LINK, message.id, 0),
        keyring.numbered_token(Purpose.PIXEL, message.id, 0),
        keyring.numbered_token(Purpose.LINK, message.id, 60_000),
        keyring.token(Purpose.UNSUBSCRIBE, message.id),
        link.rpartition("/")[2][:-1],
    ]

    for token in forged:
        answer = tracked.http.get(f"/l/{token}", params={"url": "https://evil.example"}, headers=BROWSER)
        assert answer.status_code == 404
        assert "location" not in answer.headers
        assert "evil" not in answer.text
    assert tracked.http.get(f"/o/{mallory.token(Purpose.PIXEL, message.id)}.gif").status_code == 404
    assert tracked.http.post(link).status_code == 405
    assert signals(tracked) == []


def test_a_scanner_that_follows_every_link_changes_nothing_but_counters(tracked: Site, wait_until: WaitUntil) -> None:
    def stands() -> list[object]:
        with tracked.world.parts.database.read() as session:
            person = session.scalars(select(Candidate)).one()
            plans = session.execute(select(Enrollment.campaign, Enrollment.step, Enrollment.due_at, Enrollment.state)).all()
            counts = [session.scalar(select(func.count()).select_from(table)) for table in (Suppression, Decision, Handoff)]
        return [person.tempo, person.tracking, person.wish_per_30_days, [tuple(plan) for plan in plans], counts]

    before, links = stands(), set(hrefs(tracked))
    for method in ("HEAD", "GET"):
        for link in sorted(links):
            assert tracked.http.request(method, link, headers=BROWSER).status_code in (200, 302)
    counted = 2 * sum(link.startswith(("/l/", "/o/")) for link in links)
    wait_until(lambda: len(signals(tracked)) == counted, what="all touches")

    tracked.world.pass_days(0.01)
    (message,) = tracked.world.messages()
    assert stands() == before
    assert message.machine_touched
    assert all(signal.human is False for signal in signals(tracked) if signal.detail["method"] == "HEAD")


def test_a_link_leads_on_and_the_pixel_shows_while_nothing_can_be_written(tracked: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("", {}, Exception("away"))

    monkeypatch.setattr(tracked.world.parts.database, "write", away)
    assert tracked.http.get(path(tracked, "l"), headers=BROWSER).status_code == 302

    monkeypatch.setattr(tracked.world.parts.database, "read", away)
    assert tracked.http.get(path(tracked, "o"), headers=BROWSER).status_code == 200
    assert tracked.http.get(path(tracked, "l"), headers=BROWSER).status_code == 503


def test_a_link_followed_over_and_over_fills_no_database(tracked: Site, wait_until: WaitUntil) -> None:
    def follow(number: int) -> httpx.Response:
        return tracked.http.get(path(tracked, "l"), headers={"User-Agent": f"program {number % 2}"})

    assert {follow(number).status_code for number in range(20)} == {302}
    wait_until(lambda: len(signals(tracked)) == 2, what="one touch a program and second")
