"""Shelf: the letters on show, read anew whenever one of their files changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from pathlib import Path
from threading import Lock

import emails
from emails.brand import Brand
from emails.letters import Letters, load_letters
from emails.lint.finding import Finding
from emails.lint.run import lint_letters
from emails.mistake import LetterMistake
from emails.newsletter import issue_names
from emails.newsletter_sample import lint_issues, sample_issue, sample_values
from emails.render import Rendered
from emails.samples import samples
from emails.values import LetterValues

HOME = Path(emails.__path__[0])
_CODE = frozenset({".py", ".pyc"})


class Kind(IntEnum):
    """What sort of letter it is, in the order in which they hang."""

    CAMPAIGN = 0
    NEWSLETTER = 1
    SERVICE = 2


def kind_of(name: str) -> Kind:
    """By its name."""
    return {"newsletter": Kind.NEWSLETTER, "service": Kind.SERVICE}.get(name.partition(".")[0], Kind.CAMPAIGN)


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
        self._issues: dict[str, dict[str, Rendered] | LetterMistake] = {}
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
                self._issues = self._read_issues()
                self._stamp, self._findings = stamp, {}
            return self._letters

    def _read_issues(self) -> dict[str, dict[str, Rendered] | LetterMistake]:
        """Every newsletter; one that cannot be made yet keeps nobody from the letters."""
        found: dict[str, dict[str, Rendered] | LetterMistake] = {}
        for slug in issue_names() if self._home == HOME else ():
            try:
                found |= sample_issue(slug, self._choose_brand())
            except LetterMistake as mistake:
                found[f"newsletter.{slug}"] = mistake
        return found

    def names(self) -> list[str]:
        """Every letter, then the newsletters, then service mail. Raises `LetterMistake`."""
        return sorted([*self.letters().names(), *self._issues], key=lambda name: (kind_of(name), name))

    def locales(self) -> list[str]:
        """Every language a letter is written in."""
        return sorted({locale for name in self.letters().names() for locale in self.locales_of(name)})

    def locales_of(self, name: str) -> list[str]:
        """The languages one letter, or newsletter, is written in."""
        letters, issue = self.letters(), self._issues.get(name)
        return [] if isinstance(issue, LetterMistake) else sorted(issue or letters.locales(name))

    def samples(self, name: str) -> dict[str, LetterValues]:
        """What a letter is tried with. Raises `LetterMistake`."""
        tried = {"rich": sample_values()} if kind_of(name) is Kind.NEWSLETTER else samples(name, self._home)
        brand = self._choose_brand()
        if brand is None:
            return tried
        company, address = brand.name, brand.postal_address
        return {one: replace(values, company=company, postal_address=address) for one, values in tried.items()}

    def show(self, name: str, locale: str, sample: str) -> Shown:
        """One letter. Raises `LetterMistake` for one that is not there, or that cannot be written."""
        known = self.samples(name)
        if sample not in known:
            raise LetterMistake(f"There is no sample {sample!r}", f"There are: {', '.join(known)}")
        letters = self.letters()
        issue = self._issues.get(name)
        if isinstance(issue, LetterMistake):
            raise issue
        rendered = (issue.get(locale) or issue[min(issue)]) if issue else letters.render(name, locale, known[sample])
        return Shown(name, rendered.locale, sample, known[sample], rendered)

    def findings(self, name: str) -> list[Finding]:
        """What lint says of a letter, in all languages and samples."""
        self.letters()
        found = self._findings.get(name)
        if found is None:
            found = self._findings[name] = self._lint(name)
        return found

    def _lint(self, name: str) -> list[Finding]:
        brand = self._choose_brand()
        if kind_of(name) is Kind.NEWSLETTER:
            return [finding for finding in lint_issues(brand) if any(name in seen for seen in finding.seen_in)]
        return lint_letters(None if self._home == HOME else self._home, only=name, brand=brand)
