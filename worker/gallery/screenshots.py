"""Screenshots: each letter in a real browser, as phone and desktop show it, light and dark, and without pictures."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from worker.gallery.frames import SCHEMES, WIDTHS, Scheme, as_shown
from worker.gallery.shelf import Shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
HOW_TO_GET_ONE = "On Debian: apt-get install chromium; and playwright comes with requirements/dev.txt (make test)"


class NoBrowser(Exception):
    """There is nothing to take pictures with; the message says how to get it."""


def take_screenshots(letters: list[Shown], directory: Path) -> Iterator[Path]:
    """Write a PNG for each letter, width and scheme, and one without pictures, saying each as it is there. Raises `NoBrowser`."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise NoBrowser(f"Playwright is not installed. {HOW_TO_GET_ONE}.") from None
    found = next(filter(None, map(shutil.which, _BROWSERS)), None)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
        if found is None and not own.exists():
            raise NoBrowser(f"No Chromium was found. {HOW_TO_GET_ONE}.")
        browser = playwright.chromium.launch(executable_path=found or str(own), args=_ARGUMENTS)
        for width, scheme, images in _LOOKS:
            yield from _in_look(browser, letters, directory, width, scheme, images=images)
        browser.close()


_LOOKS: tuple[tuple[int, Scheme, bool], ...] = (
    *((width, scheme, True) for width in WIDTHS for scheme in SCHEMES),
    (WIDTHS[0], "light", False),
)


def _in_look(
    browser: Browser, letters: list[Shown], directory: Path, width: int, scheme: Scheme, *, images: bool
) -> Iterator[Path]:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    # Nothing a letter names is fetched: it is looked at as it lies, and tells nobody that it was.
    page.route("**/*", lambda route: route.abort())
    for shown in letters:
        page.set_content(as_shown(shown.rendered.html, scheme, images=images))
        folder = directory / shown.name / shown.locale
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / f"{shown.sample}-{width}-{scheme}{'' if images else '-without-pictures'}.png"
        page.screenshot(path=str(file), full_page=True)
        yield file
    page.close()
