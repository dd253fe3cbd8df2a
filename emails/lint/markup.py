"""Markup: a rendered letter's HTML as a tree, in which each element knows the line of ours that it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from emails.lint.finding import Place
from emails.lint.look import Look, look_of

MARK = re.compile(r"<!--@[^>]*-->")
"""As `emails/lint/marks.py` writes them: `<!--@file:line-->`, and `<!--@(file:line-->` … `<!--@)-->` around a call."""
_VOID = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
_NOT_SHOWN = frozenset({"head", "style", "script", "title"})
_BLOCKS = frozenset({"p", "div", "td", "th", "tr", "table", "li", "ul", "ol", "h1", "h2", "h3", "h4", "blockquote", "br", "body"})


@dataclass(slots=True, eq=False)
class Node:
    """An element."""

    tag: str
    attributes: dict[str, str]
    parent: Node | None = None
    children: list[Node | str] = field(default_factory=list)
    place: Place | None = None
    """The line it was written on, in a letter, a part or a layout."""
    called_from: Place | None = None
    """The line of the letter that called the part it was written in."""
    look: Look = field(init=False)

    def __post_init__(self) -> None:
        classes, style, bgcolor = (self.attributes.get(name, "") for name in ("class", "style", "bgcolor"))
        self.look = look_of(self.parent.look if self.parent else None, self.tag, classes, style, bgcolor)

    def walk(self) -> Iterator[Node]:
        """Itself and everything in it, in the order of the page."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting += [child for child in reversed(node.children) if isinstance(child, Node)]

    def upwards(self) -> Iterator[Node]:
        """Itself and what it stands in, innermost first."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    def all(self, *tags: str) -> Iterator[Node]:
        """Every element in it with one of these tags."""
        return (node for node in self.walk() if node.tag in tags)

    @property
    def speaks(self) -> bool:
        """Whether words stand directly in it."""
        return any(isinstance(child, str) and child.strip() for child in self.children)

    def words(self) -> str:
        """The visible words in it, blocks apart from each other."""
        return " ".join(_raw_words(self).split())


def _raw_words(node: Node) -> str:
    if node.tag in _NOT_SHOWN or "display:none" in node.attributes.get("style", "").replace(" ", ""):
        return ""
    inside = "".join(child if isinstance(child, str) else _raw_words(child) for child in node.children)
    return f" {inside} " if node.tag in _BLOCKS else inside


def read_markup(html: str, files: Sequence[Path] = ()) -> Node:
    """The page's tree; `files` are those that marks in it refer to by number."""
    reader = _Reader(files)
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self, files: Sequence[Path]) -> None:
        super().__init__()
        self.root = Node("#page", {})
        self._files = files
        self._open = self.root
        self._place: Place | None = None
        self._called_from: Place | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        node = Node(tag, given, self._open, place=self._place, called_from=self._called_from)
        self._open.children.append(node)
        if tag not in _VOID:
            self._open = node

    def handle_endtag(self, tag: str) -> None:
        for node in self._open.upwards():
            if node.tag == tag and node.parent is not None:
                self._open = node.parent
                return

    def handle_data(self, data: str) -> None:
        self._open.children.append(data)

    def handle_comment(self, data: str) -> None:
        if data == "@)":
            self._called_from = None
        elif data.startswith("@("):
            self._called_from = self._read(data[2:])
        elif data.startswith("@"):
            self._place = self._read(data[1:])

    def _read(self, mark: str) -> Place:
        file, line = mark.split(":")
        return Place(self._files[int(file)], int(line))
