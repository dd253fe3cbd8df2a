"""Every page that somebody outside may come to see, one after the other, as a reader walks through them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

from playwright.sync_api import Page
from sqlalchemy import update

from tests.newsletters.network import send
from tests.web.conftest import Site
from tests.world import ADA
from worker.rules.tokens import Purpose
from worker.store.models.candidate import Candidate

Go = Callable[[str], object]


def every_page(site: Site, page: Page, locale: str) -> Iterator[str]:
    """Brings Ada, who reads `locale`, to page after page; yields the name of each while it is open."""
    with site.world.parts.database.write() as session:
        session.execute(update(Candidate).values(wish_locale=locale))

    def go(path: str) -> None:
        page.goto(site.base_url + path)

    yield from _strangers(site, page, go, locale)
    yield from _staff(site, page, go)
    yield from _wishes(site, page, go)
    yield from _data(site, page, go)
    yield from _noes(site, page, go)
    go(_mailed(site, "e"))
    yield "erase"
    _press(page)
    yield "erased"


def _strangers(site: Site, page: Page, go: Go, locale: str) -> Iterator[str]:
    for name, path in (("front", "/"), ("gone", "/p/x"), ("not found", "/nowhere"), ("no newsletters", "/newsletters")):
        go(path)
        yield name
    go("/sign-up")
    yield "sign up"
    page.fill("#address", "grace@mail.example")
    _press(page)
    yield "sign up, nothing ticked"
    page.check("[value=events]")
    page.check("[value=insight]")
    _press(page)
    yield "sign up, asked"
    site.world.drain()
    go(_mailed(site, "s"))
    yield "sign up, the link"
    _press(page)
    yield "signed up"
    send(site.world)
    site.world.pass_days(1)
    for name, path in (("newsletters", f"/newsletters?lang={locale}"), ("newsletter", "/newsletters/2026-11")):
        go(path)
        yield name


def _staff(site: Site, page: Page, go: Go) -> Iterator[str]:
    site.world.reject(stage="onsite", candidate=ADA | {"id": "bo", "email": "bo@mail.example", "first_name": "Bo"})
    site.world.pass_days(0.5)
    go(site.service_link("h"))
    yield "handoff"


def _wishes(site: Site, page: Page, go: Go) -> Iterator[str]:
    go(f"/j/{site.world.parts.keyring.token(Purpose.JOIN, site.world.messages()[0].id)}")
    yield "join"
    _press(page)
    yield "join, asked"
    site.world.drain()
    go(_mailed(site, "c"))
    yield "confirm"
    _press(page)
    yield "confirmed"
    go(site.link("p", 0))
    yield "preferences"
    page.uncheck("[value=events]")
    page.check("[name=pause][value='3']")
    page.click("[value=save]")
    yield "preferences, saved"


def _data(site: Site, page: Page, go: Go) -> Iterator[str]:
    for act in ("data", "erasure"):
        page.click(f"[value={act}]")
        yield f"preferences, {act}"
    site.world.drain()
    go(_mailed(site, "d"))
    yield "held"


def _noes(site: Site, page: Page, go: Go) -> Iterator[str]:
    for name, path in (("one topic", site.link("u", 0) + "?topic=events"), ("all", site.link("u", 0))):
        go(path)
        yield f"unsubscribe, {name}"
        _press(page)
        yield f"unsubscribed, {name}"
    page.click("main a")
    yield "stopped"
    page.click("[value=again]")
    yield "stopped, asked again"
    site.world.now += timedelta(minutes=1)


def _press(page: Page) -> None:
    page.click("main form button >> nth=0")


def _mailed(site: Site, kind: str) -> str:
    """The path of the newest link of this kind that was mailed."""
    texts = [mail.text for mail in reversed(site.world.service)]
    return next(found.group() for text in texts if (found := re.search(rf"/{kind}/[\w-]+", text)))
