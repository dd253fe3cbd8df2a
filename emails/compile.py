"""Compile: files are assembled and MJML is turned into HTML once, before any value is there to do harm."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as ET
from xml.etree.ElementTree import Element

from jinja2 import Environment, FileSystemLoader, Template, TemplateError, TemplateNotFound, nodes
from mjml import mjml2html

from emails.assembly import assembly_environment
from emails.brand import Brand
from emails.mistake import LetterMistake
from emails.source_check import check_source
from emails.tags import CHILDREN, HOLDS_HTML
from emails.template_tags import ALLOWED, VALUE_TAG, value_environment
from emails.text_part import text_template
from emails.wording import Wording

PART_MARK = "\x01"
"""Between subject, preview and text, which are one template. Values are cleaned of it."""
_EXTRA = re.compile(r"\bextra\[\s*'(\w+)'\s*\]")
_LACKING = re.compile(r"Required block '(\w+)'")
_WHITE_LINES = re.compile(r"\n\s*\n+")


@dataclass(frozen=True, slots=True)
class CompiledLetter:
    """One letter in one language, ready for values."""

    name: str
    locale: str
    html: Template
    plain: Template
    """Subject, preview and text part, with `PART_MARK` between them."""
    variables: frozenset[str]
    extras: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Environments:
    """The passes, in one language."""

    assembly: Environment
    escaped: Environment
    plain: Environment


class Compiler:
    """Compiles the letters of some folders in the looks of one brand; the first folder that has a file wins."""

    def __init__(self, folders: tuple[Path, ...], brand: Brand) -> None:
        self._folders = folders
        self._brand = brand
        self._loader = FileSystemLoader([str(folder) for folder in folders])
        self._environments: dict[str, _Environments] = {}

    def compile(self, name: str, path: str, wording: Wording) -> CompiledLetter:
        """The letter at `path` in that language. Raises `LetterMistake`."""
        use = self._environments_of(wording)
        file = self._file(path)
        try:
            source = self._assembled(path, file, use)
        except LetterMistake:
            self._check(path, use)  # most mistakes stand in one file, which knows their line
            raise
        tree = _parsed(source, file)
        markup = _to_html(source, file)
        try:
            page = use.escaped.parse(markup)
            return CompiledLetter(
                name=name,
                locale=wording.language,
                html=use.escaped.from_string(page),
                plain=use.plain.from_string(_plain_source(tree, file)),
                variables=ALLOWED & {used.name for used in page.find_all(nodes.Name)},
                extras=frozenset(_EXTRA.findall(source)),
            )
        except TemplateError as error:
            raise LetterMistake(
                f"its template tags do not fit together: {error}", "Open and close them in one file", file=file
            ) from None

    def source(self, path: str) -> str:
        """The file at `path`, as it is written."""
        return self._file(path).read_text("utf-8")

    def _environments_of(self, wording: Wording) -> _Environments:
        found = self._environments.get(wording.locale)
        if found is None:
            found = _Environments(
                assembly=assembly_environment(self._loader, self._folders, wording, self._brand),
                escaped=value_environment(wording, escape=True),
                plain=value_environment(wording, escape=False),
            )
            self._environments[wording.locale] = found
        return found

    def _assembled(self, path: str, file: Path, use: _Environments) -> str:
        try:
            source = use.assembly.get_template(path).render()
        except TemplateNotFound as missing:
            remedy = "Write it, or mend the name in [% extends %] or [% include %]"
            raise LetterMistake(f"needs {missing.name!r}, which is not there", remedy, file=file) from None
        except TemplateError as error:
            lacking = _LACKING.match(str(error))
            remedy = f"Write [% block {lacking[1]} %]…[% endblock %]" if lacking else "Mend the [% … %] tags"
            line = getattr(error, "lineno", None)
            raise LetterMistake(f"cannot be assembled: {error}", remedy, file=file, line=line) from None
        try:
            check_source(file, source, use.escaped)
        except LetterMistake as mistake:  # it comes out of a part, or of how the files fit together: no line of this file
            raise LetterMistake(f"once assembled: {mistake.problem}", mistake.remedy, file=file) from None
        return source

    def _check(self, path: str, use: _Environments) -> None:
        """Checks the file, and those it refers to. What macros write is known only once it is assembled."""
        file = self._file(path)
        if not file.is_file():
            return
        source = file.read_text("utf-8")
        check_source(file, source, use.escaped)
        for reference in re.findall(r"\[%-?\s*(?:extends|include)\s+(.+?)\s*-?%\]", source):
            try:
                target = str(use.assembly.compile_expression(reference)())
            except TemplateError:
                continue  # assembling says what is wrong with it
            self._check(target, use)

    def _file(self, path: str) -> Path:
        return next((folder / path for folder in self._folders if (folder / path).is_file()), self._folders[0] / path)


def _parsed(source: str, file: Path) -> Element:
    try:
        tree = ET.fromstring(source)  # noqa: S314 - our own files, before any value
    except ET.ParseError as error:
        raise LetterMistake(
            f"not well formed once assembled: {error}", "Open and close each tag in one file", file=file
        ) from None
    _check_places(tree, file)
    return tree


def _check_places(element: Element, file: Path) -> None:
    if element.tag in HOLDS_HTML:
        for child in element.iter():
            if child is not element and child.tag.startswith("mj"):
                raise LetterMistake(
                    f"<{child.tag}> inside <{element.tag}>", "MRML would drop it silently: move it out", file=file
                )
        return
    allowed = CHILDREN.get(element.tag, frozenset())
    loose = VALUE_TAG.sub("", (element.text or "") + "".join(child.tail or "" for child in element)).strip()
    if loose and element.tag in CHILDREN:
        raise LetterMistake(f"the words {loose[:40]!r} stand directly in <{element.tag}>", "Put them into <mj-text>", file=file)
    for child in element:
        if child.tag not in allowed:
            raise LetterMistake(
                f"<{child.tag}> inside <{element.tag}>", "MRML would drop it silently: see emails/tags.py", file=file
            )
        _check_places(child, file)


def _to_html(source: str, file: Path) -> str:
    try:
        markup = mjml2html(source, disable_comments=False, fonts={}, include_loader=None)
    except ValueError as error:
        raise LetterMistake(f"MJML refuses it: {error}", "Compare it with another letter", file=file) from None
    lost = Counter(VALUE_TAG.findall(source)) - Counter(VALUE_TAG.findall(markup))
    if lost:
        raise LetterMistake(f"MJML lost {next(iter(lost))!r}", "Move it into a place where its output can stand", file=file)
    return _WHITE_LINES.sub("\n", markup)


def _plain_source(tree: Element, file: Path) -> str:
    title, preview, body = tree.findtext("mj-head/mj-title"), tree.findtext("mj-head/mj-preview"), tree.find("mj-body")
    if not (title or "").strip() or not (preview or "").strip() or body is None:
        raise LetterMistake("subject, preview or body is empty", "Fill the blocks subject, preview and letter", file=file)
    return PART_MARK.join((title or "", preview or "", text_template(body)))
