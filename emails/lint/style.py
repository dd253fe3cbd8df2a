"""Style: which of a page's CSS holds for an element, in light or dark; as much of the cascade as our layouts use.

Selectors of tags and classes, nested by descent or as children, are understood; the others are refused for compatibility's
sake anyway.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, TypeAlias

import tinycss2

from emails.lint.look import Look
from emails.lint.markup import Node

Scheme: TypeAlias = Literal["light", "dark"]
_STEP = re.compile(r"\s*(>|\s)\s*")
_COMPOUND = re.compile(r"([a-zA-Z][\w-]*|\*)?((?:\.[\w-]+)*)\Z")


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration, and how much it weighs against others."""

    value: str
    important: bool
    line: int
    """The line of the style sheet; 0 for the element's own style attribute."""


@dataclass(frozen=True, slots=True)
class _Compound:
    tag: str
    classes: frozenset[str]
    child: bool
    """Whether it has to be a child of what stands before it, not just anywhere below."""


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: tuple[_Compound, ...]
    weight: tuple[int, int]
    dark_only: bool
    declared: tuple[tuple[str, Declared], ...]


@lru_cache(maxsize=1 << 17)
def declared(css: str, look: Look, name: str, scheme: Scheme) -> Declared | None:
    """What a property is declared to be on an element itself, nothing inherited, by its own style and the page's `css`."""
    own = _own_style(look.style).get(name)
    # The strongest first, so that the first that holds is the answer.
    for rule, said in _rules_by_property(css).get(name, ()):
        if own is not None and (own.important or not said.important):
            return own
        if _holds(rule, look, scheme):
            return said
    return own


def style_sheets(page: Node) -> str:
    """All of a page's CSS, one sheet after the other."""
    return "\n".join("".join(child for child in style.children if isinstance(child, str)) for style in page.all("style"))


def _holds(rule: _Rule, look: Look, scheme: Scheme) -> bool:
    return (scheme == "dark" or not rule.dark_only) and _matches(rule.selector, look)


def _matches(selector: tuple[_Compound, ...], look: Look) -> bool:
    last = selector[-1]
    if last.tag not in ("*", look.tag) or not last.classes <= look.classes:
        return False
    before = selector[:-1]
    if not before:
        return True
    above = look.parent
    while above is not None:
        if _matches(before, above):
            return True
        above = None if last.child else above.parent
    return False


@lru_cache(maxsize=4096)
def _own_style(text: str) -> dict[str, Declared]:
    return dict(_declarations(tinycss2.parse_declaration_list(text, skip_comments=True, skip_whitespace=True), own=True))


@lru_cache(maxsize=64)
def _rules_by_property(css: str) -> dict[str, tuple[tuple[_Rule, Declared], ...]]:
    """For each property the rules that declare it, the strongest first."""
    found: dict[str, list[tuple[tuple[bool, tuple[int, int], int], _Rule, Declared]]] = {}
    rules = _read(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), dark_only=False)
    for order, rule in enumerate(rules):
        for name, declared in rule.declared:
            found.setdefault(name, []).append(((declared.important, rule.weight, order), rule, declared))
    strongest_first = {name: sorted(some, key=lambda one: one[0], reverse=True) for name, some in found.items()}
    return {name: tuple((rule, declared) for _, rule, declared in some) for name, some in strongest_first.items()}


def _read(nodes: list[Any], *, dark_only: bool) -> Iterator[_Rule]:
    for node in nodes:
        if node.type == "at-rule" and node.lower_at_keyword == "media" and node.content is not None:
            query = tinycss2.serialize(node.prelude).lower()
            dark = "prefers-color-scheme" in query and "dark" in query
            if dark or ("prefers" not in query and "width" not in query):
                inside = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
                yield from _read(inside, dark_only=dark or dark_only)
        if node.type == "qualified-rule":
            content = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            declared = tuple(_declarations(content))
            for text in tinycss2.serialize(node.prelude).split(","):
                selector = _selector(text)
                if selector:
                    weight = (sum(len(part.classes) for part in selector), sum(part.tag != "*" for part in selector))
                    yield _Rule(selector, weight, dark_only, declared)


def _declarations(nodes: list[Any], *, own: bool = False) -> Iterator[tuple[str, Declared]]:
    for node in nodes:
        if node.type == "declaration":
            value = tinycss2.serialize(node.value).strip()
            yield node.lower_name, Declared(value, node.important, 0 if own else node.source_line)


def _selector(text: str) -> tuple[_Compound, ...]:
    """The compounds from left to right; empty for a selector that is not understood."""
    pieces = _STEP.split(text.strip())
    found: list[_Compound] = []
    for at in range(0, len(pieces), 2):
        match = _COMPOUND.fullmatch(pieces[at])
        if not match or not match[0]:
            return ()
        classes = frozenset(filter(None, match[2].split(".")))
        found.append(_Compound((match[1] or "*").lower(), classes, child=at > 0 and pieces[at - 1] == ">"))
    return tuple(found)
