"""What an HTML mail says, as plain text; quotes that mail programs mark as such are left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

LONGEST_HTML = 100_000
_QUOTES = re.compile(r"gmail_quote|yahoo_quoted|protonmail_quote|moz-cite-prefix|gmail_attr", re.IGNORECASE)
_CUT_FROM_HERE = frozenset({"appendonsend", "divRplyFwdMsg", "mail-editor-reference-message-container"})
_BREAKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "blockquote", "hr"})
_SILENT = frozenset({"script", "style", "head", "title", "template"})
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"})
# Comments and declarations say nothing, and unclosed ones make the standard parser slow.
_DECLARATION = re.compile(r"<!--.{0,20000}?-->|<[!?][^>]{0,2000}>", re.DOTALL)


def text_of_html(html: str) -> str:
    """The words of a page, a line a block. Never raises; of a very long page the beginning."""
    spoken = _DECLARATION.sub(" ", html[:LONGEST_HTML]).replace("<!", "&lt;!").replace("<?", "&lt;?")
    reader = _Reader()
    try:
        reader.feed(spoken)
        reader.close()
    except (AssertionError, ValueError):
        pass
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._ended = False
        self._unheard: list[str] = []
        """The open elements from the first one that is not to be heard."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _BREAKS and not self._unheard:
            self.words.append("\n")
        if tag in _VOID:
            return
        told = dict(attrs)
        self._ended = self._ended or told.get("id") in _CUT_FROM_HERE
        quoted = bool(_QUOTES.search(told.get("class") or "")) or (tag == "blockquote" and told.get("type") == "cite")
        if self._unheard or quoted or tag in _SILENT:
            self._unheard.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unheard[-50:]:
            while self._unheard and self._unheard.pop() != tag:
                pass
        elif tag in _BREAKS and not self._unheard:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unheard and not self._ended:
            self.words.append(data)
