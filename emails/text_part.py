"""Text part: the same letter as plain text, derived from the assembled MJML so that the two never drift apart."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from emails.template_tags import VALUE_TAG

FOOTER_MARK = "\x02"
"""Stands where the footer begins. Values are cleaned of control characters, so it can only be ours."""
NOT_IN_TEXT = "not-in-text"
FOOTER = "footer"
BOX = "box"
"""The class of a card: in plain text its lines stand together."""
_PARAGRAPH, _LINE = "\f", "\v"
"""Where a block begins or ends; many in a row are one."""
_WHITE = " \n\f\v"
_PARAGRAPHS = frozenset(
    {"p", "ul", "ol", "blockquote", "h1", "h2", "h3", "mj-text", "mj-table", "mj-column", "mj-section", "mj-divider", "mj-spacer"}
)
_LINES = frozenset({"div", "tr", "td", "th"})


def text_template(body: Element) -> str:
    """A template of the letter's plain text, its value tags kept as they are."""
    return _element(body)


def tidy(text: str) -> str:
    """Rendered text with even spacing, and the footer after the line that mail programs know ("-- ").

    Spaces are plain ones: what holds words together on a page keeps a program from folding plain text.
    """
    paragraphs = []
    for paragraph in text.replace("\u00a0", " ").split(_PARAGRAPH):
        even = paragraph.strip()
        if _LINE in even:
            even = "\n".join(filter(None, map(str.strip, even.split(_LINE))))
        if even:
            paragraphs.append(even)
    whole = "\n\n".join(paragraphs)
    while "  " in whole:
        whole = whole.replace("  ", " ")
    whole = whole.replace("\n ", "\n").replace(" \n", "\n")
    return whole.replace(f"{FOOTER_MARK}\n\n", f"{FOOTER_MARK}\n").replace(FOOTER_MARK, "-- ") + "\n"


def _element(element: Element) -> str:
    classes = (element.get("css-class") or element.get("class") or "").split()
    if NOT_IN_TEXT in classes or element.tag == "img":
        return ""
    inside = _inside(element)
    if FOOTER in classes:
        return f"{_PARAGRAPH}{FOOTER_MARK}\n{inside.lstrip(_WHITE)}"
    return _shaped(element, inside)


def _inside(element: Element) -> str:
    return _words(element.text) + "".join(_element(child) + _words(child.tail) for child in element)


def _shaped(element: Element, inside: str) -> str:
    match element.tag:
        case "td" if element.get("class") == BOX:
            return f"{_PARAGRAPH}{inside.replace(_PARAGRAPH, _LINE)}{_PARAGRAPH}"
        case "a":
            return _link(element, inside)
        case "mj-button":
            return f"{_PARAGRAPH}{inside.strip()}:\n{element.get('href', '')}{_PARAGRAPH}"
        case "li":
            return f"{_LINE}- {inside.strip()}{_LINE}"
        case "br":
            return "\n"
        case tag if tag in _PARAGRAPHS:
            return f"{_PARAGRAPH}{_alone(element, inside)}{_PARAGRAPH}"
        case tag if tag in _LINES:
            return f"{_LINE}{_alone(element, inside)}{_LINE}"
    return inside


def _link(element: Element, label: str) -> str:
    href = element.get("href", "")
    return label if href.startswith("mailto:") else f"{label} ({href})"


def _alone(element: Element, inside: str) -> str:
    """A link that is all there is reads better as 'label: address'."""
    if len(element) == 1 and element[0].tag == "a" and not (element.text or "").strip() and not (element[0].tail or "").strip():
        return f"{_inside(element[0]).strip()}: {element[0].get('href', '')}"
    return inside


def _words(text: str | None) -> str:
    """Text with runs of white space made one space, outside value tags."""
    if not text:
        return ""
    tags = VALUE_TAG.findall(text)
    between = VALUE_TAG.split(text)
    pieces = [re.sub(r"\s+", " ", piece) for piece in between]
    return pieces[0] + "".join(tag + piece for tag, piece in zip(tags, pieces[1:], strict=True))
