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
_TAG = re.compile(r"(</?[A-Za-z][^<>]{0,4000}>)")


def text_of_html(html: str) -> str:
    """The words of a page, a line a block. Never raises; of a very long page the beginning.

    The standard parser takes minutes on 100 kB of tags that never close, so it sees only whole tags (0.1 s at most).
    """
    reader = _Reader()
    for piece in _TAG.split(_without_comments(html[:LONGEST_HTML])):
        reader.feed(piece if _TAG.fullmatch(piece) else piece.replace("<", "&lt;"))
    reader.close()
    lines = (" ".join(line.split()) for line in "".join(reader.words).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _without_comments(html: str) -> str:
    """Without comments and declarations; a comment that never ends hides the rest, as in a browser."""
    kept = []
    start = 0
    while (opened := html.find("<!--", start)) >= 0:
        kept.append(html[start:opened])
        closed = html.find("-->", opened + 4)
        start = len(html) if closed < 0 else closed + 3
    return re.sub(r"<[!?][^<>]{0,2000}>", " ", "".join([*kept, html[start:]]))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._ended = False
        self._unheard: list[str] = []
        """The open elements from the first one that is not to be heard."""

    def set_cdata_mode(self, elem: str, **_how: object) -> None:
        """No special way through scripts: the parser's own looks for the end again and again; `_SILENT` skips them."""

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
