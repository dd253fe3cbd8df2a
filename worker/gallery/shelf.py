"""Shelf: the letters on show, read anew whenever one of their files changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import emails
from emails.brand import Brand
from emails.letters import Letters, load_letters
from emails.lint.finding import Finding
from emails.lint.run import lint_letters
from emails.mistake import LetterMistake
from emails.render import Rendered
from emails.samples import samples
from emails.values import LetterValues

HOME = Path(emails.__path__[0])
_CODE = frozenset({".py", ".pyc"})


@dataclass(frozen=True, slots=True)
class Shown:
    """One letter in one language with one sample."""

    name: str
    locale: str
    sample: str
    values: LetterValues
    rendered: Rendered


class Shelf:
    """Safe to share between threads."""

    def __init__(self, choose_brand: Callable[[], Brand | None] = lambda: None, home: Path = HOME) -> None:
        self._choose_brand = choose_brand
        self._home = home
        self._lock = Lock()
        self._stamp = ""
        self._letters: Letters | None = None
        self._findings: dict[str, list[Finding]] = {}

    def stamp(self) -> str:
        """Another text whenever a file has changed, come or gone."""
        files = [(file, file.stat()) for file in self._home.rglob("*") if file.suffix not in _CODE and file.is_file()]
        return f"{len(files)}-{max((stat.st_mtime_ns for _, stat in files), default=0)}-{sum(stat.st_size for _, stat in files)}"

    def letters(self) -> Letters:
        """The letters as their files are now. Raises `LetterMistake`."""
        with self._lock:
            stamp = self.stamp()
            if self._letters is None or stamp != self._stamp:
                self._letters = load_letters(None if self._home == HOME else self._home, self._choose_brand())
                self._stamp, self._findings = stamp, {}
            return self._letters

    def names(self) -> list[str]:
        """Every letter, service mail last. Raises `LetterMistake`."""
        return sorted(self.letters().names(), key=lambda name: (name.startswith("service."), name))

    def locales(self) -> list[str]:
        """Every language a letter is written in."""
        letters = self.letters()
        return sorted({locale for name in letters.names() for locale in letters.locales(name)})

    def samples(self, name: str) -> dict[str, LetterValues]:
        """What a letter is tried with. Raises `LetterMistake`."""
        return samples(name, self._home)

    def show(self, name: str, locale: str, sample: str) -> Shown:
        """One letter. Raises `LetterMistake` for one that is not there, or that cannot be written."""
        known = self.samples(name)
        if sample not in known:
            raise LetterMistake(f"there is no sample {sample!r}", f"There are: {', '.join(known)}")
        rendered = self.letters().render(name, locale, known[sample])
        return Shown(name, rendered.locale, sample, known[sample], rendered)

    def findings(self, name: str) -> list[Finding]:
        """What lint says of a letter, in all languages and samples."""
        self.letters()
        found = self._findings.get(name)
        if found is None:
            root = None if self._home == HOME else self._home
            found = self._findings[name] = lint_letters(root, only=name, brand=self._choose_brand())
        return found
