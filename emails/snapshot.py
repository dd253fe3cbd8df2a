"""Snapshot: a letter in a form that people can review: its words as plain text, and what its page is built of, without styles.

Approved ones are kept in `tests/snapshots/`; `rapport preview --approve` writes them anew, and a test holds the letters to them.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from emails.letters import Letters
from emails.lint.markup import Node, read_markup
from emails.render import Rendered
from emails.samples import samples

_FULL = "rich"
"""The sample whose page is kept; of the others the text says what differs."""
_SAID = {"a": ("href",), "img": ("src", "alt")}
_BLOCKS = frozenset(
    {"p", "ul", "ol", "li", "h1", "h2", "h3", "blockquote", "div", "table", "tbody", "tr", "td", "th", "body", "html"}
)
_NAMED = frozenset({"p", "ul", "ol", "li", "h1", "h2", "h3", "blockquote"})
"""Tables and boxes only place things: they are passed over."""


def snapshots(letters: Letters, name: str) -> dict[str, str]:
    """The files of one letter: for each language `<locale>.txt` with every sample's words, and `<locale>.html` with its page."""
    files: dict[str, str] = {}
    for locale in sorted(letters.locales(name)):
        said = []
        for sample, values in samples(name).items():
            rendered = letters.render(name, locale, values)
            said.append(f"=== {sample} ===\n{words(rendered)}")
            if sample == _FULL:
                files[f"{locale}.html"] = outline(rendered.html)
        files[f"{locale}.txt"] = "\n".join(said)
    return files


def words(rendered: Rendered) -> str:
    """Subject, preview and plain text."""
    return f"Subject: {rendered.subject}\nPreview: {rendered.preview}\n\n{rendered.text}"


def look(letters: Letters, name: str, locale: str) -> str:
    """One letter's whole page with all its styles, a tag a line: the look that all letters share."""
    html = letters.render(name, locale, samples(name)[_FULL]).html
    return html.replace("><", ">\n<") + "\n"


def outline(html: str) -> str:
    """The page's blocks, one a line, with their words, links and pictures."""
    return "\n".join(_lines(read_markup(html), 0)) + "\n"


def _lines(node: Node, depth: int) -> Iterator[str]:
    if node.tag in ("head", "style", "title") or "display:none" in node.attributes.get("style", ""):
        return
    if not any(inner.tag in _BLOCKS for inner in node.walk() if inner is not node):
        words = " ".join(_in_line(node).split())
        if words:
            yield "  " * depth + (f"<{node.tag}> {words}" if node.tag in _NAMED else words)
        return
    if node.tag in _NAMED:
        yield "  " * depth + f"<{node.tag}>"
        depth += 1
    for child in node.children:
        if isinstance(child, Node):
            yield from _lines(child, depth)
        elif child.strip():
            yield "  " * depth + " ".join(child.split())


def _in_line(node: Node) -> str:
    inside = "".join(escape(child, quote=False) if isinstance(child, str) else _in_line(child) for child in node.children)
    if node.tag in _BLOCKS:
        return inside
    said = "".join(f' {name}="{node.attributes.get(name, "")}"' for name in _SAID.get(node.tag, ()))
    return f"<{node.tag}{said}>" if node.tag in ("br", "img") else f"<{node.tag}{said}>{inside}</{node.tag}>"
