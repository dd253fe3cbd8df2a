"""Compatibility: HTML and CSS that some mail program does not know, by caniemail.com's table, unless it is known to do no harm.

`emails/lint/compatibility.json` is that table, made smaller: for each feature, which of the programs our readers use lack it.
`emails/lint/graceful.toml` names what we use all the same, with what happens where it is lacking.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

import tinycss2

from emails.lint.finding import Finding
from emails.lint.source import SourceFile
from emails.template_tags import ASSEMBLY_TAG

_HERE = Path(__file__).parent.parent
_STYLE_SHEET = re.compile(r"<mj-style[^>]*>(.*?)</mj-style>", re.DOTALL)
_STYLE = re.compile(r"\bstyle\s*=\s*\"([^\"]*)\"|\bstyle\s*=\s*'([^']*)'")
_TAG = re.compile(r"<([a-z][a-z0-9]*)(?=[\s/>])")
_COMBINATORS = {
    ">": "css-selector-child",
    "+": "css-selector-adjacent-sibling",
    "~": "css-selector-general-sibling",
    "*": "css-selector-universal",
}
_FUNCTIONS = {
    "var": "css-variables", "calc": "css-unit-calc", "rgba": "css-rgba",
    **{name: f"css-function-{name}" for name in ("clamp", "min", "max", "light-dark")},
}  # fmt: skip
_TAGS = {
    "img": "html-img",
    **dict.fromkeys(("ul", "ol", "li", "dl"), "html-lists"),
    **dict.fromkeys(("h1", "h2", "h3"), "html-h1-h6"),
}
_PASSED_OVER = frozenset({"tr", "td", "th", "tbody", "mjml"})


@dataclass(frozen=True, slots=True)
class _Table:
    """What is known."""

    lacking: dict[str, tuple[str, ...]]
    """By feature, the programs without it."""
    graceful: dict[str, str]
    """By feature or property, what happens where it is lacking, or why it is not in the table."""


def check_file(file: SourceFile) -> Iterator[Finding]:
    """What one of our own files says; what MJML writes around it is MJML's own art."""
    text = ASSEMBLY_TAG.sub(lambda match: re.sub(r"[^\n]", "x", match[0]), file.text)
    for sheet in _STYLE_SHEET.finditer(text):
        yield from _in_sheet(file, sheet[1], sheet.start(1))
    for style in _STYLE.finditer(text):
        group = 1 if style[1] is not None else 2
        declarations = tinycss2.parse_declaration_list(style[group], skip_comments=True, skip_whitespace=True)
        yield from _in_declarations(file, declarations, style.group(group), style.start(group))
    for tag in _TAG.finditer(text):
        if tag[1] not in _PASSED_OVER:
            yield from _judged(file, tag.start(), _TAGS.get(tag[1], f"html-{tag[1]}"), f"<{tag[1]}>")


def _in_sheet(file: SourceFile, css: str, start: int) -> Iterator[Finding]:
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        yield from _in_rule(file, rule, css, start)


def _in_rule(file: SourceFile, rule: Any, css: str, start: int) -> Iterator[Finding]:
    at = start + _offset(css, rule)
    if rule.type == "error":
        yield Finding(file.place(at), f"the style sheet cannot be read: {rule.message}", "Mend the CSS")
        return
    if rule.type == "at-rule":
        yield from _judged(file, at, f"css-at-{rule.lower_at_keyword}", f"@{rule.at_keyword}")
        for name in re.findall(r"\(\s*([a-z-]+)", tinycss2.serialize(rule.prelude)):
            if not name.endswith(("width", "height")):
                yield from _judged(file, at, f"css-at-media-{name}", f"@media ({name})")
        for inner in tinycss2.parse_rule_list(rule.content or [], skip_comments=True, skip_whitespace=True):
            yield from _in_rule(file, inner, css, start)
        return
    yield from _in_selector(file, tinycss2.serialize(rule.prelude), at)
    content = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
    yield from _in_declarations(file, content, css, start)


def _in_selector(file: SourceFile, selector: str, at: int) -> Iterator[Finding]:
    for sign, feature in _COMBINATORS.items():
        if sign in selector:
            yield from _judged(file, at, feature, f"{sign} in a selector")
    if "[" in selector:
        yield from _judged(file, at, "css-selector-attribute", "[…] in a selector")
    for colons, name in re.findall(r"(::?)([a-z-]+)", selector):
        kind = "pseudo-element" if colons == "::" else "pseudo-class"
        yield from _judged(file, at, f"css-{kind}-{name}", f"{colons}{name}")


def _in_declarations(file: SourceFile, declarations: list[Any], css: str, start: int) -> Iterator[Finding]:
    for one in declarations:
        at = start + _offset(css, one)
        if one.type == "error":
            yield Finding(file.place(at), f"a style cannot be read: {one.message}", "Mend the CSS")
        elif one.type == "declaration":
            yield from _judged(file, at, f"css-{one.lower_name}", one.name)
            yield from _in_value(file, at, one)


def _in_value(file: SourceFile, at: int, declaration: Any) -> Iterator[Finding]:
    if declaration.lower_name == "display":
        value = tinycss2.serialize(declaration.value).strip()
        yield from _judged(file, at, f"css-display-{value}", f"display: {value}")
    for token in declaration.value:
        if token.type == "function" and token.lower_name in _FUNCTIONS:
            yield from _judged(file, at, _FUNCTIONS[token.lower_name], f"{token.name}()")
        if token.type == "dimension":
            yield from _judged(file, at, f"css-unit-{token.lower_unit}", token.unit)


def _judged(file: SourceFile, at: int, feature: str, said: str) -> Iterator[Finding]:
    table = _table()
    known = _known(feature, table)
    if known is None:
        remedy = "Look it up at caniemail.com, and name it in emails/lint/graceful.toml if it does no harm"
        yield Finding(file.place(at), f"nothing is known of {said} in mail programs", remedy)
    elif known not in table.graceful and table.lacking[known]:
        programs = table.lacking[known]
        some = ", ".join(programs[:4]) + (" and others" if len(programs) > 4 else "")
        yield Finding(
            file.place(at), f"{said} is unknown to {some}", "Do without; see emails/lint/graceful.toml for what does no harm"
        )


def _known(feature: str, table: _Table) -> str | None:
    """The feature itself, else what it is a part of: padding-left is padding."""
    while feature.count("-"):
        if feature in table.graceful or feature in table.lacking:
            return feature
        feature = feature.rpartition("-")[0]
    return None


def _offset(css: str, node: Any) -> int:
    """Where in the text the node begins: tinycss2 tells line and column."""
    return sum(len(line) + 1 for line in css.split("\n")[: node.source_line - 1]) + int(node.source_column) - 1


@lru_cache(maxsize=1)
def _table() -> _Table:
    features = json.loads((_HERE / "compatibility.json").read_text("utf-8"))["features"]
    graceful = tomllib.loads((_HERE / "graceful.toml").read_text("utf-8"))
    return _Table(
        lacking={name: tuple(cast("list[str]", feature["no"])) for name, feature in features.items()},
        graceful={name: reason for section in graceful.values() for name, reason in cast("dict[str, str]", section).items()},
    )
