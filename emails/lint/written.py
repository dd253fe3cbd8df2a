"""Written: what checks look at, a letter as one reader gets it, and a letter in all its languages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from emails.lint.finding import Place
from emails.lint.markup import Node
from emails.lint.source import SourceFile
from emails.render import Rendered
from emails.values import LetterValues


@dataclass(frozen=True, slots=True)
class Written:
    """One letter in one language with one sample, rendered."""

    name: str
    locale: str
    sample: str
    values: LetterValues
    rendered: Rendered
    """Without marks: as it would leave."""
    page: Node
    file: SourceFile
    """The letter's own file."""
    sources: Mapping[Path, SourceFile]
    """All files: letters, parts and layouts."""

    @property
    def stops(self) -> bool:
        """Whether it has to offer a way to stop it: all letters but service mail."""
        return not self.name.startswith("service.")

    def place_of(self, node: Node, *, called: bool = False) -> Place:
        """The line of an element; with `called`, that of the letter where a part was called with what is wrong."""
        return (called and node.called_from) or node.place or self.file.place()

    def place_of_words(self, words: str) -> Place:
        """The line where these words were written: in the letter, else in a part, else the letter's first line."""
        parts = [source for source in self.sources.values() if {"parts", "layouts"} & set(source.path.parts)]
        return next(filter(None, (source.where(words) for source in [self.file, *parts])), self.file.place())

    def __str__(self) -> str:
        return f"{self.name} {self.locale} {self.sample}"


@dataclass(frozen=True, slots=True)
class Translations:
    """One letter, or one part, in all languages it is written in."""

    name: str
    files: Mapping[str, SourceFile]
    """By locale."""
    expected: frozenset[str]
    """The languages there are."""
