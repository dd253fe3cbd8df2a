"""Each letter in a real browser at 320 px: nothing to scroll sideways, the main action in reach, fine without pictures."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page as Tab

from emails.samples import samples
from tests.emails.reading import LETTERS
from tests.web.browsing import a_browser
from worker.gallery.frames import as_shown

pytestmark = [pytest.mark.browser, pytest.mark.long, pytest.mark.xdist_group("browser")]

LONGEST_WORDS = "de"
_MEASURE = """() => ({
  sideways: document.documentElement.scrollWidth - innerWidth,
  words: document.body.innerText.length,
  outside: [...document.querySelectorAll("a, img, p, h1, h2, li")].filter((one) => {
    const box = one.getBoundingClientRect();
    return box.width > 0 && (box.left < 0 || box.right > innerWidth);
  }).map((one) => one.outerHTML.slice(0, 80)),
  small: [...document.querySelectorAll(".foot a, .tap")].filter((one) => one.getBoundingClientRect().height < 44)
    .map((one) => one.outerHTML.slice(0, 80)),
  buttons: [...document.querySelectorAll(".button a")].map((one) => {
    const box = one.getBoundingClientRect();
    return {height: box.height, width: box.width, seen: one.checkVisibility()};
  }),
})"""


@pytest.fixture(scope="module")
def phone() -> Iterator[Tab]:
    """A tab as wide as a small phone, for which the network is not there."""
    with a_browser() as browser:
        tab = browser.new_page(viewport={"width": 320, "height": 640})
        tab.route("**/*", lambda route: route.abort())
        yield tab


@pytest.mark.parametrize("name", sorted(LETTERS.names()))
def test_a_letter_fits_a_small_phone(phone: Tab, name: str) -> None:
    html = LETTERS.render(name, LONGEST_WORDS, samples(name)["rich"]).html
    for images in (True, False):
        phone.set_content(as_shown(html, "light", images=images))
        found = phone.evaluate(_MEASURE)
        assert found["sideways"] <= 0
        assert found["outside"] == []
        assert found["words"] > 100
        assert found["small"] == []
        for button in found["buttons"]:
            assert button["seen"]
            assert button["height"] >= 44
            assert 44 <= button["width"] <= 320
