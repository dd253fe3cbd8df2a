"""Source: a file of ours as it was written, with its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from emails.lint.finding import Place
from emails.template_tags import ASSEMBLY_TAG


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One .mjml file."""

    path: Path
    text: str

    def place(self, position: int = 0) -> Place:
        """The line at that position of the text."""
        return Place(self.path, self.text.count("\n", 0, position) + 1)

    def where(self, words: str) -> Place | None:
        """The first line on which these words stand; None where they do not."""
        position = self.text.casefold().find(words.casefold())
        return None if position < 0 else self.place(position)

    def made(self, line: str) -> Place | None:
        """The line that this line of the page was made from: the same but for what the first pass fills in."""
        for number, own in enumerate(self.text.split("\n"), start=1):
            kept = [re.escape(piece) for piece in ASSEMBLY_TAG.split(own.strip())]
            if any(kept) and re.fullmatch(".*?".join(kept), line):
                return Place(self.path, number)
        return None

    def block(self, name: str) -> Place:
        """The line on which the block of that name begins, else the first."""
        found = re.search(rf"\[%-?\s*block\s+{name}\b", self.text)
        return self.place(found.start() if found else 0)


def read_sources(files: Iterable[Path]) -> dict[Path, SourceFile]:
    """The files by their paths."""
    return {file: SourceFile(file, file.read_text("utf-8")) for file in files}
