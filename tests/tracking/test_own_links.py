"""Our own tracked links: only where chosen and not refused, only the letter's content, and never renumbered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select, update

from tests.conftest import ON_SQLITE
from tests.world import World
from worker.delivery.transport import Mailbox, NotSent, OutgoingLetter
from worker.engine.tracking_links import target_of, with_own_links
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate
from worker.store.models.tracked_link import TrackedLink

pytestmark = ON_SQLITE

NOBODY = Mailbox("nobody@mail.example")


def thanked(world: World) -> OutgoingLetter:
    world.reject()
    world.pass_days(3)
    return world.sent[-1]


def links(html: str) -> list[str]:
    return [unescape(url) for url in re.findall(r'<a\s[^>]*?href="([^"]+)"', html)]


def stored(world: World) -> list[str]:
    with world.parts.database.read() as session:
        return list(session.scalars(select(TrackedLink.url).order_by(TrackedLink.number)))


def test_content_links_lead_through_our_door_and_all_others_stay(make_world: Callable[..., World]) -> None:
    world = make_world(own_tracking=True)
    letter, base = thanked(world), world.parts.policy.base_url

    ours = [url for url in links(letter.html) if url.startswith(f"{base}/l/")]
    assert ours
    leads_to = {target[1] for url in ours if (target := target_of(world.parts, url.rpartition("/")[2])) is not None}
    assert leads_to == set(stored(world))
    assert not leads_to & set(links(letter.html))
    assert all(url in letter.text for url in leads_to if "calendar" in url)
    assert f"{base}/l/" not in letter.text
    others = [url for url in links(letter.html) if url not in ours]
    assert others
    assert all(url.startswith((f"{base}/u/", f"{base}/p/", f"{base}/j/", "mailto:", "tel:")) for url in others)
    assert letter.html.count(f'<img src="{base}/o/') == 1


def test_the_providers_tracking_is_off_and_the_letter_is_trackable_all_the_same(make_world: Callable[..., World]) -> None:
    world = make_world(own_tracking=True)
    letter = thanked(world)

    (message,) = world.messages()
    assert (letter.track_opens, letter.track_clicks) == (False, False)
    assert message.trackable
    assert message.link_count == len(stored(world))


@pytest.mark.parametrize("choice", ["the provider's", "nobody's", "refused"])
def test_nothing_of_ours_is_in_a_letter_where_it_is_not_chosen_or_was_refused(
    make_world: Callable[..., World], choice: str
) -> None:
    policy = {"nobody's": {"track_opens": False, "track_clicks": False, "own_tracking": True}, "refused": {"own_tracking": True}}
    world = make_world(**policy.get(choice, {}))
    world.reject()
    if choice == "refused":
        with world.parts.database.write() as session:
            session.execute(update(Candidate).values(tracking=False))
    world.pass_days(3)

    (letter,) = world.sent
    assert "/l/" not in letter.html
    assert "/o/" not in letter.html
    assert stored(world) == []
    assert letter.track_opens is world.messages()[0].trackable is (choice == "the provider's")


def test_a_letter_tried_again_keeps_the_numbers_of_its_links(make_world: Callable[..., World]) -> None:
    world = make_world(own_tracking=True)
    send, answers = world.transport.send, [NotSent("away")]
    seen: list[str] = []

    def later(letter: OutgoingLetter, now: object) -> object:
        seen.append(letter.html)
        return answers.pop() if answers else send(letter, world.now)

    world.transport.send = later  # type: ignore[method-assign,assignment]
    thanked(world)

    assert len(seen) == 2
    assert links(seen[0]) == links(seen[1])
    assert len(stored(world)) == len(set(stored(world)))


def test_links_of_an_earlier_attempt_keep_their_numbers_and_new_ones_come_after(make_world: Callable[..., World]) -> None:
    world = make_world()
    html = '<body><a class="x" href="https://b.example/?x=1&amp;y=2">b</a> <a href="https://a.example/">a</a></BODY>'
    letter = OutgoingLetter(UUID(int=1), NOBODY, NOBODY, NOBODY, "Hello", html, "b", track_opens=True, track_clicks=True)

    changed, urls = with_own_links(world.parts, letter, ["https://a.example/"])

    assert urls == ("https://a.example/", "https://b.example/?x=1&y=2")
    tokens = [url.rpartition("/")[2] for url in links(changed.html)]
    numbers = [world.parts.keyring.read_numbered(Purpose.LINK, token) for token in tokens]
    assert numbers == [(UUID(int=1), 1), (UUID(int=1), 0)]
    assert changed.html.endswith("/></BODY>")
    assert replace(changed, html=html) == replace(letter, track_opens=False, track_clicks=False)
