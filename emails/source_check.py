"""Source check: what is wrong in one file, with its line, before anything is assembled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from xml.parsers.expat import ExpatError, ParserCreate, errors

from jinja2 import Environment, TemplateSyntaxError, nodes

from emails.mistake import LetterMistake
from emails.tags import HTML, LINK_ATTRIBUTES, MJML
from emails.template_tags import ALLOWED, ASSEMBLY_TAG, PARTS_OF, VALUE_TAG

_SAFE_LINK = re.compile(r"\{\{[^{}]*\|\s*safe_url\s*\}\}")


def check_source(file: Path, source: str, environment: Environment) -> None:
    """Refuse tags, attributes, links, names or filters that cannot work. Raises `LetterMistake` with file and line."""
    plain = ASSEMBLY_TAG.sub(_blank, source)
    _check_value_tags(file, plain)
    _check_names(file, plain, environment)
    _check_markup(file, plain)


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", match[0])


def _check_value_tags(file: Path, source: str) -> None:
    for match in VALUE_TAG.finditer(source):
        if "<" in match[0] or "&" in match[0]:
            line = source.count("\n", 0, match.start()) + 1
            raise LetterMistake(
                f"{match[0]!r} holds '<' or '&', which MJML cannot read", "Turn the comparison round", file=file, line=line
            )


def _check_names(file: Path, source: str, environment: Environment) -> None:
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as error:
        raise LetterMistake(str(error.message), "Mend the template tag", file=file, line=error.lineno) from None
    for used in tree.find_all(nodes.Filter):
        if used.name not in environment.filters:
            raise LetterMistake(f"there is no filter {used.name!r}", "See emails/template_tags.py", file=file, line=used.lineno)
    names = list(tree.find_all(nodes.Name))
    # What a loop or a `with` names itself. Jinja's own reckoning compiles the whole template to find them.
    named_here = {"loop"} | {name.name for name in names if name.ctx != "load"}
    for unknown in sorted({name.name for name in names} - named_here - ALLOWED):
        line = next((name.lineno for name in names if name.name == unknown), None)
        raise LetterMistake(f"there is no value {unknown!r}", f"There are: {', '.join(sorted(ALLOWED))}", file=file, line=line)
    for part in tree.find_all(nodes.Getattr):
        known = PARTS_OF.get(part.node.name) if isinstance(part.node, nodes.Name) else None
        if known is not None and part.attr not in known:
            raise LetterMistake(
                f"there is no {part.attr!r} here", f"There are: {', '.join(sorted(known))}", file=file, line=part.lineno
            )


def _check_markup(file: Path, source: str) -> None:
    parser = ParserCreate()

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if tag != _ROOT:
            _check_tag(file, parser.CurrentLineNumber, tag, attributes)

    parser.StartElementHandler = start
    try:
        # On the file's first line, so that the lines still count right.
        parser.Parse(f"<{_ROOT}>{source}</{_ROOT}>", True)
    except ExpatError as error:
        remedy = "Close every tag, use single quotes inside attributes, and write characters themselves instead of &names;"
        raise LetterMistake(f"not well formed: {errors.messages[error.code]}", remedy, file=file, line=error.lineno) from None


_ROOT = "letter-file"


def _check_tag(file: Path, line: int, tag: str, attributes: Mapping[str, str]) -> None:
    known = MJML.get(tag) or HTML.get(tag)
    if known is None and tag not in MJML:
        raise LetterMistake(
            f"<{tag}> is not a tag a letter can use", "MRML would drop it silently; see emails/tags.py", file=file, line=line
        )
    for attribute in sorted(set(attributes) - (known or frozenset())):
        raise LetterMistake(
            f"<{tag}> has no attribute {attribute!r}", "It would be ignored; see emails/tags.py", file=file, line=line
        )
    for attribute in sorted(LINK_ATTRIBUTES & set(attributes)):
        link = attributes[attribute].strip()
        if not _SAFE_LINK.fullmatch(link) and not link.startswith(("https://", "mailto:")):
            remedy = "Write a whole https link, or one value through the filter: {{ … |safe_url }}"
            raise LetterMistake(f"{attribute}={link!r} could lead anywhere", remedy, file=file, line=line)
        if VALUE_TAG.search(link) and not _SAFE_LINK.fullmatch(link):
            raise LetterMistake(
                f"{attribute}={link!r} mixes text and values", "Use one value: {{ … |safe_url }}", file=file, line=line
            )
