"""Mistakes in letters: which file, which line, what is wrong, and how to mend it."""

from __future__ import annotations

from pathlib import Path


class LetterMistake(ValueError):
    """A letter that cannot work as written. The message says where, what, and how to mend it."""

    def __init__(self, problem: str, remedy: str, *, file: Path | str | None = None, line: int | None = None) -> None:
        self.problem = problem
        self.remedy = remedy
        self.file = None if file is None else Path(file)
        self.line = line
        where = "" if file is None else f"{file}: " if line is None else f"{file}:{line}: "
        super().__init__(f"{where}{problem}. {remedy}")
