"""Reading: what a mail program would make of a letter's HTML."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

from emails.letters import Letters, load_letters
from emails.values import LetterValues, Links, Sender

LETTERS: Letters = load_letters()
ALL = sorted((name, locale) for name in LETTERS.names() for locale in LETTERS.locales(name))
CAMPAIGN_LETTERS = [(name, locale) for name, locale in ALL if not name.startswith("service.")]
LINKS = Links("https://rapport.example/u/tok", "https://rapport.example/p/tok", "https://rapport.example/j/tok")
ROSA = Sender("Rosa Lind", "rosa@northwind.example")


def values(**fields: object) -> LetterValues:
    """Values with the least a letter needs, and these fields."""
    least: dict[str, object] = {
        "company": "Northwind Talent",
        "postal_address": "Havnegade 12, Copenhagen",
        "sender": ROSA,
        "links": LINKS,
    }
    return LetterValues(**(least | fields))  # type: ignore[arg-type]


class Page(HTMLParser):
    """The tags, links, pictures and visible words of an HTML page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.pictures: list[dict[str, str | None]] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.lang: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        found = dict(attrs)
        if tag == "a":
            self.links.append(found.get("href") or "")
        if tag == "img":
            self.pictures.append(found)
        if tag == "html":
            self.lang = found.get("lang")

    def handle_data(self, data: str) -> None:
        self.words += data


def write(folder: Path, path: str, text: str) -> Path:
    """Write a file below `folder`, with the folders it needs."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file
