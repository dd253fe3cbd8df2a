"""Translations: a letter has the same blocks, buttons, links and conditions in every language, and is written in each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emails.letters import DEFAULT_LOCALE
from emails.lint.finding import Finding, Place
from emails.lint.source import SourceFile
from emails.lint.written import Translations

_PIECE = re.compile(
    r"\[%-?\s*(?P<block>block\s+\w+|include\s+[\"'][\w/]+|extends\s+\S+)"
    r"|\[\[-?\s*(?P<part>\w+)\((?P<target>\s*[\"'][^\"']*[\"'])?"
    r"|<(?P<tag>mj-[\w-]+|p|ul|ol|li|h[1-6]|blockquote|table|tr|td|img)\b"
    r"|(?:href|src)\s*=\s*[\"'](?P<link>[^\"']*)"
)
_CONDITION = re.compile(r"\{%-?\s*(?:if|elif|for\s+\w+\s+in)\s+(.*?)\s*-?%\}", re.DOTALL)
_NAME = re.compile(r"(?<![\w.'\"])[a-z_]+(?:\.[a-z_]+)*")
_NO_NAMES = frozenset(
    {"and", "or", "not", "in", "is", "if", "else", "none", "true", "false", "defined", "length", "first", "last", "loop"}
)
_NOT_A_VALUE = re.compile(r"'[^']*'|\"[^\"]*\"|\|\s*\w+")
"""Strings and filters."""


def check_translations(letter: Translations) -> Iterator[Finding]:
    """Each language against the one that has most in common with the rest: the first by name that the majority agrees with."""
    for locale in sorted(letter.expected - set(letter.files)):
        written = letter.files[DEFAULT_LOCALE if DEFAULT_LOCALE in letter.files else min(letter.files)].path
        remedy = f"Write this file, anew from {written.name}"
        missing = Place(written.with_name(f"{locale}.mjml"), 1)
        yield Finding(missing, f"{letter.name} is not written in {locale!r}", remedy)
    model = _model(letter)
    for locale, file in sorted(letter.files.items()):
        if locale != model:
            yield from _compare(file, letter.files[model], model)


def _model(letter: Translations) -> str:
    shapes = {locale: [piece for piece, _ in _shape(file)] for locale, file in letter.files.items()}
    return max(sorted(shapes), key=lambda locale: sum(shape == shapes[locale] for shape in shapes.values()))


def _compare(file: SourceFile, other: SourceFile, model: str) -> Iterator[Finding]:
    ours, theirs = _shape(file), _shape(other)
    for at in range(max(len(ours), len(theirs))):
        here = ours[at] if at < len(ours) else None
        there = theirs[at] if at < len(theirs) else None
        if here is None or there is None or here[0] != there[0]:
            position = here[1] if here else len(file.text.rstrip())
            problem = f"has {_said(here)} where {model}.mjml has {_said(there)}"
            yield Finding(file.place(position), problem, f"Give {file.path.name} and {other.path.name} the same structure")
            return
    asked, expected = _asked(file), _asked(other)
    for name in sorted(asked.keys() - expected.keys()):
        problem = f"asks about {name!r}, which {model}.mjml does not"
        yield Finding(file.place(asked[name]), problem, "Give all languages the same conditions")
    for name in sorted(expected.keys() - asked.keys()):
        problem = f"never asks about {name!r}, as {model}.mjml does in line {other.place(expected[name]).line}"
        yield Finding(file.block("words"), problem, "Give all languages the same conditions")


def _shape(file: SourceFile) -> list[tuple[str, int]]:
    """What the file is built of, each with its position."""
    found = []
    for match in _PIECE.finditer(file.text):
        kind = match.lastgroup or ""
        said = match["part"] + (match["target"] or "") if match["part"] else match[kind]
        found.append((" ".join(said.split()).replace('"', "'").replace(f"/{file.path.stem}", "/<locale>"), match.start()))
    return found


def _said(piece: tuple[str, int] | None) -> str:
    return repr(piece[0]) if piece else "nothing more"


def _asked(file: SourceFile) -> dict[str, int]:
    """The names asked about, each with the position where it is first."""
    found: dict[str, int] = {}
    for match in _CONDITION.finditer(file.text):
        for name in _NAME.findall(_NOT_A_VALUE.sub("", match[1])):
            if name not in _NO_NAMES:
                found.setdefault(name, match.start())
    return found
