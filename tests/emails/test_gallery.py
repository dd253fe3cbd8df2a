"""The gallery shows every letter in every look, follows the files, and sends a test only from its own pages."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette

from emails.mistake import LetterMistake
from tests.emails.reading import write
from tests.emails.test_lint import DANISH, GOOD, lay_out
from worker.gallery.app import gallery
from worker.gallery.file import write_page
from worker.gallery.frames import as_shown
from worker.gallery.shelf import Shelf

LETTER = "/letters/early.how/en/rich"


class Browser:
    """Asks the application itself, without a network."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    def get(self, path: str, host: str = "127.0.0.1") -> httpx.Response:
        return asyncio.run(self._ask("GET", path, {}, host))

    def post(self, path: str, data: dict[str, str]) -> httpx.Response:
        return asyncio.run(self._ask("POST", path, data, "127.0.0.1"))

    async def _ask(self, method: str, path: str, data: dict[str, str], host: str) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}", follow_redirects=True) as client:
            return await client.request(method, path, data=data)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder of letters that a test may change."""
    lay_out(tmp_path)
    return tmp_path


@pytest.fixture
def asked() -> list[tuple[str, ...]]:
    """The tests that were sent."""
    return []


@pytest.fixture
def browser(home: Path, asked: list[tuple[str, ...]]) -> Browser:
    def send(*what: str) -> str:
        asked.append(what)
        return f"Sent to {what[-1]}."

    return Browser(gallery(Shelf(home=home), send))


def test_the_wall_shows_every_letter_in_the_language_asked_for(browser: Browser) -> None:
    assert browser.get("/").url.path == "/letters"
    page = browser.get("/letters?locale=da").text
    assert "Et ord om dine første uger" in page
    assert 'src="/raw/early.how/da/rich"' in page
    assert "Your first weeks are over" in browser.get("/raw/early.how/da/rich").text


def test_a_letter_is_shown_in_both_widths_and_both_schemes_with_its_text(browser: Browser) -> None:
    page = browser.get(LETTER).text
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", page)
    assert captions == [f"{what}, {scheme}" for what in ("Phone, 320 px", "Desktop, 640 px") for scheme in ("light", "dark")]
    assert "A word about your first weeks" in page
    assert "How is it going so far, and what would help?" in page
    assert "Is the work of a Data Engineer what you expected?\n" in page
    assert "Lint finds nothing to mend" in page


def test_what_lint_says_stands_beside_the_letter(browser: Browser, home: Path) -> None:
    write(home, "early/how/en.mjml", GOOD.replace("A line is enough", "Act now"))
    page = browser.get(LETTER).text
    assert "early/how/en.mjml:10" in page
    assert "&#39;act now&#39; sounds like spam" in page


def test_the_page_follows_the_files_and_says_what_is_wrong_until_it_is_mended(browser: Browser, home: Path) -> None:
    before = browser.get("/stamp").text
    write(home, "early/how/en.mjml", GOOD.replace("{{ job_title }}", "{{ salary }}"))
    assert browser.get("/stamp").text != before
    broken = browser.get(LETTER)
    assert broken.status_code == 422
    assert "no value &#39;salary&#39;" in broken.text
    assert "en.mjml:7" in broken.text
    assert "Cannot be written yet" in browser.get("/letters?locale=en").text
    write(home, "early/how/en.mjml", GOOD.replace("A line is enough", "Two lines are enough"))
    assert "Two lines are enough" in browser.get(LETTER).text


def test_a_test_is_sent_only_from_the_page_itself(browser: Browser, asked: list[tuple[str, ...]]) -> None:
    token = re.search(r'name="token" value="([^"]+)"', browser.get(LETTER).text)
    assert token
    assert browser.post(LETTER, data={"to": "rosa@northwind.example"}).status_code == 403
    assert browser.post(LETTER, data={"to": "rosa@northwind.example", "token": "x"}).status_code == 403
    assert asked == []
    sent = browser.post(LETTER, data={"to": "rosa@northwind.example", "token": token[1]})
    assert "Sent to rosa@northwind.example." in sent.text
    assert asked == [("early.how", "en", "rich", "rosa@northwind.example")]


def test_another_name_for_this_machine_is_not_answered(browser: Browser) -> None:
    assert browser.get(LETTER, host="mallory.example").status_code == 400


def test_a_letter_written_to_a_file_stands_alone(home: Path, tmp_path: Path) -> None:
    write(home, "early/how/da.mjml", DANISH)
    file = write_page(Shelf(home=home), "early.how", "da", "medium", tmp_path / "out")
    page = file.read_text("utf-8")
    assert page.count("<iframe") == 4
    assert "Et ord om dine første uger" in page
    assert "<script" not in page
    assert "<form" not in page
    with pytest.raises(LetterMistake, match="rich, medium, bare"):
        write_page(Shelf(home=home), "early.how", "da", "poor", tmp_path / "out")


def test_a_scheme_is_shown_whatever_the_browsers_own() -> None:
    html = "<style>:root { color-scheme: light dark; } @media (prefers-color-scheme: dark) { a { color: red } }</style>"
    assert "@media all {" in as_shown(html, "dark")
    assert "color-scheme: dark;" in as_shown(html, "dark")
    assert "@media not all {" in as_shown(html, "light")
    assert (
        as_shown('<img alt="Rosa" src="https://a.example/b.png" width="9">', "light", images=False)
        == '<img alt="Rosa" width="9">'
    )
