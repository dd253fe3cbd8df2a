"""Misplaced tags: MRML drops, without a word, what stands where it does not expect it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from xml.parsers.expat import ExpatError, ParserCreate

from emails.lint.finding import Finding
from emails.lint.source import SourceFile
from emails.tags import CHILDREN, HOLDS_HTML
from emails.template_tags import ASSEMBLY_TAG, VALUE_TAG

_ROOT = "letter-file"


def check_file(file: SourceFile) -> Iterator[Finding]:
    """Each tag under the one it stands in; what a file's own top level stands in is known only once assembled."""
    parser = ParserCreate()
    stack: list[str] = []
    found: list[Finding] = []

    def start(tag: str, _: Mapping[str, str]) -> None:
        if stack and not _may_stand(tag, stack):
            problem = f"<{tag}> inside <{stack[-1]}>"
            place = file.place(_position(file.text, parser.CurrentLineNumber))
            found.append(Finding(place, problem, "MRML drops it silently: see emails/tags.py for what may stand where"))
        stack.append(tag)

    def end(_: str) -> None:
        stack.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    try:
        parser.Parse(f"<{_ROOT}>{_without_templates(file.text)}</{_ROOT}>", True)
    except ExpatError:
        return  # rendering says so, with the line
    yield from found


def _may_stand(tag: str, stack: list[str]) -> bool:
    above = stack[-1]
    if above == _ROOT:
        return True
    if above in HOLDS_HTML or not above.startswith("mj"):
        return not tag.startswith("mj")
    return tag in CHILDREN.get(above, frozenset())


def _position(text: str, line: int) -> int:
    return sum(len(one) + 1 for one in text.split("\n")[: line - 1])


def _without_templates(text: str) -> str:
    """Template tags blanked, lines kept."""
    for pattern in (ASSEMBLY_TAG, VALUE_TAG):
        text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return text
