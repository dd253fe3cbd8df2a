"""A real browser for the tests: found on the machine, or the reason why they are skipped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOW_TO_GET_ONE = (
    "no Chromium was found on PATH; on Debian install it with `apt-get install chromium`, elsewhere with "
    "`.venv/bin/playwright install chromium`"
)


def find_chromium(playwrights_own: str) -> str | None:
    """The path of a Chromium: the system's, else the one playwright installed."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    return found or (playwrights_own if Path(playwrights_own).exists() else None)


@contextmanager
def a_browser() -> Iterator[Browser]:
    """A Chromium without a window. Skips the test where there is none, unless RAPPORT_REQUIRE_BROWSER=1 asks for one."""
    with sync_playwright() as playwright:
        path = find_chromium(playwright.chromium.executable_path)
        if path is None:
            if os.environ.get("RAPPORT_REQUIRE_BROWSER") == "1":
                pytest.fail(f"RAPPORT_REQUIRE_BROWSER=1, but {HOW_TO_GET_ONE}")
            pytest.skip(HOW_TO_GET_ONE)
        browser = playwright.chromium.launch(executable_path=path, args=_ARGUMENTS)
        yield browser
        browser.close()
