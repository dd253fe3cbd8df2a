"""Run: every check over every letter, in every language, with every sample."""

from __future__ import annotations

import importlib
import pkgutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TypeAlias

from emails.brand import Brand
from emails.letters import Letters, load_letters
from emails.lint import checks
from emails.lint.finding import Finding, Place
from emails.lint.marks import marked_copy
from emails.lint.markup import MARK, read_markup
from emails.lint.source import SourceFile, read_sources
from emails.lint.written import Translations, Written
from emails.mistake import LetterMistake
from emails.samples import samples

_PACKAGE = Path(__file__).parent.parent
_Check: TypeAlias = Callable[..., Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class _Ground:
    """The letters of one folder, and a marked copy of them."""

    root: Path
    copy: Path
    files: Sequence[Path]
    sources: Mapping[Path, SourceFile]
    letters: Letters

    def source(self, name: str, locale: str) -> SourceFile:
        return self.sources[self.root / self.letters.file(name, locale)]


def lint_letters(root: Path | None = None, only: str | None = None, brand: Brand | None = None) -> list[Finding]:
    """What is wrong with the letters under `root` (this package's own by default) in a brand's looks, or with one of them.

    Never raises for what is wrong with a letter: that is a finding too.
    """
    folder = (root or _PACKAGE).resolve()
    with tempfile.TemporaryDirectory(prefix="rapport-lint-") as copy:
        files = marked_copy(folder, Path(copy))
        sources = read_sources(files)
        try:
            ground = _Ground(folder, Path(copy), files, sources, load_letters(Path(copy), brand))
        except LetterMistake as mistake:
            return [_of_mistake(mistake, Path(copy), folder, folder)]
        return _sorted(_merged(_all_findings(ground, only)))


def lint_written(written: Written) -> list[Finding]:
    """What is wrong with one letter as one reader gets it."""
    found = [finding for name, check in _checks("check_written") for finding in _named(name, check(written))]
    return [replace(finding, seen_in=(str(written),)) for finding in found]


def _all_findings(ground: _Ground, only: str | None) -> Iterator[Finding]:
    for source in ground.sources.values():
        if only is None or _is_of(source, ground.root, only):
            for name, check in _checks("check_file"):
                yield from _named(name, check(source))
    locales = frozenset(locale for name in ground.letters.names() for locale in ground.letters.locales(name))
    for letter in sorted(ground.letters.names()):
        if only is None or letter == only:
            yield from _of_letter(letter, ground, locales)
    for part in _translated_parts(ground, locales) if only is None else ():
        for name, check in _checks("check_translations"):
            yield from _named(name, check(part))


def _of_letter(letter: str, ground: _Ground, locales: frozenset[str]) -> Iterator[Finding]:
    files = {locale: ground.source(letter, locale) for locale in ground.letters.locales(letter)}
    for name, check in _checks("check_translations"):
        yield from _named(name, check(Translations(letter, files, locales)))
    try:
        tried = samples(letter, ground.root)
    except LetterMistake as mistake:
        yield _of_mistake(mistake, ground.copy, ground.root, ground.root)
        return
    for locale, file in sorted(files.items()):
        for sample, values in tried.items():
            try:
                rendered = ground.letters.render(letter, locale, values)
            except LetterMistake as mistake:
                found = _of_mistake(mistake, ground.copy, ground.root, file.path)
                yield replace(found, seen_in=(f"{letter} {locale} {sample}",))
                continue
            page = read_markup(rendered.html, ground.files)
            plain = replace(rendered, html=MARK.sub("", rendered.html))
            yield from lint_written(Written(letter, locale, sample, values, plain, page, file, ground.sources))


def _translated_parts(ground: _Ground, locales: frozenset[str]) -> Iterator[Translations]:
    """Parts that are written in each language: `parts/<name>/<locale>.mjml`."""
    folders: dict[Path, dict[str, SourceFile]] = {}
    for path, source in ground.sources.items():
        inside = path.relative_to(ground.root).parts
        if inside[0] == "parts" and len(inside) == 3:
            folders.setdefault(path.parent, {})[path.stem] = source
    for folder, files in folders.items():
        yield Translations(f"the part {folder.name}", files, locales)


def _of_mistake(mistake: LetterMistake, copy: Path, root: Path, otherwise: Path) -> Finding:
    file = otherwise
    if mistake.file is not None:
        file = root / mistake.file.relative_to(copy) if mistake.file.is_relative_to(copy) else mistake.file
    return Finding(Place(file, mistake.line or 1), MARK.sub("", mistake.problem), mistake.remedy, check="renders")


def _is_of(source: SourceFile, root: Path, letter: str) -> bool:
    return source.path.relative_to(root).parts[:-1] == tuple(letter.split("."))


def _named(name: str, found: Iterator[Finding]) -> Iterator[Finding]:
    return (replace(finding, check=name) for finding in found)


def _merged(found: Iterator[Finding]) -> Iterator[Finding]:
    """The same thing in the same place is said once, with all letters and samples in which it shows."""
    seen: dict[tuple[object, ...], Finding] = {}
    for finding in found:
        key = (finding.place, finding.check, finding.problem)
        before = seen.get(key)
        seen[key] = replace(finding, seen_in=(*before.seen_in, *finding.seen_in)) if before else finding
    yield from seen.values()


def _sorted(found: Iterator[Finding]) -> list[Finding]:
    return sorted(found, key=lambda finding: (finding.place, finding.severity, finding.check, finding.problem))


@cache
def _checks(function: str) -> tuple[tuple[str, _Check], ...]:
    """Each check with that function, by the name of its file."""
    names = sorted(module.name for module in pkgutil.iter_modules(checks.__path__))
    modules = {name: importlib.import_module(f"{checks.__name__}.{name}") for name in names}
    return tuple((name, getattr(module, function)) for name, module in modules.items() if hasattr(module, function))
