"""The links of a letter, and which of them a reader would follow for what they say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urlsplit

from sandbox.letter import Letter

_ADMINISTRATIVE = re.compile(
    r"unsubscribe|opt-?out|preferenc|settings|afmeld|frameld|præference|indstilling|abmeld|abbestell|einstellung|präferenz"
    r"|avregistrer|avanmäl|inställning",
    re.IGNORECASE,
)
_ADMINISTRATIVE_PATH = re.compile(r"^/(?:u|p|h|unsubscribe|preferences)/", re.IGNORECASE)
_BARE = re.compile(r"https?://[^\s<>\"')\]]+")
_ONE_CLICK = re.compile(r"<\s*(https?://[^>\s]+)\s*>")


@dataclass(frozen=True, slots=True)
class Link:
    """An address and the words it stands behind. `index`: which link of the letter it is."""

    url: str
    words: str
    index: int

    @property
    def path(self) -> str:
        """The path of the address; empty when it cannot be read."""
        try:
            return urlsplit(self.url).path
        except ValueError:
            return ""

    @property
    def administrative(self) -> bool:
        """Whether it is about the mail itself (unsubscribe, preferences) or a colleague's task, not about its content."""
        return bool(_ADMINISTRATIVE_PATH.match(self.path) or _ADMINISTRATIVE.search(f"{self.path} {self.words}"))


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, list[str]]] = []
        self._open: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        href = dict(attrs).get("href") or ""
        if tag == "a" and href.lower().startswith(("http://", "https://")):
            self._open = []
            self.found.append((href, self._open))

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._open = None

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            self._open.append(data)


def links(letter: Letter) -> list[Link]:
    """All links of a letter in order: those of its HTML, or of its text when it has no HTML."""
    if not letter.html:
        return [Link(url.rstrip(".,;"), "", index) for index, url in enumerate(_BARE.findall(letter.text))]
    anchors = _Anchors()
    anchors.feed(letter.html)
    return [Link(url, " ".join("".join(words).split()), index) for index, (url, words) in enumerate(anchors.found)]


def content_links(letter: Letter) -> list[Link]:
    """Links that somebody who reads would follow; never unsubscribe, preferences, or a task for staff."""
    no = one_click(letter)
    return [link for link in links(letter) if not link.administrative and link.url != no]


def handoff_link(letter: Letter) -> str | None:
    """The first link to a task for a human (`/h/…`), in the HTML or the text."""
    everywhere = [link.url for link in links(letter)] + [url.rstrip(".,;") for url in _BARE.findall(letter.text)]
    return next((url for url in everywhere if urlsplit(url).path.startswith("/h/")), None)


def one_click(letter: Letter) -> str | None:
    """The address that takes a one-click unsubscribe (RFC 8058: both headers, and an http address among the first's)."""
    if letter.header("List-Unsubscribe-Post").replace(" ", "").lower() != "list-unsubscribe=one-click":
        return None
    found = _ONE_CLICK.search(letter.header("List-Unsubscribe"))
    return found[1] if found else None
