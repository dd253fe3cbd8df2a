"""Letters: every letter there is, found by its folder, compiled when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from emails.compile import CompiledLetter, Compiler
from emails.mistake import LetterMistake
from emails.render import Rendered, render
from emails.values import LetterValues
from emails.wording import Wording, load_wording

DEFAULT_LOCALE = "en"
_HERE = Path(__file__).parent
_NOT_LETTERS = frozenset({"layouts", "parts", "locales"})


class Letters:
    """All letters by name ("post_rejection.thank_you") and locale. Safe to share between threads."""

    def __init__(self, paths: Mapping[str, Mapping[str, str]], compiler: Compiler, wordings: Mapping[str, Wording]) -> None:
        self._paths = paths
        self._compiler = compiler
        self._wordings = wordings
        self._compiled: dict[tuple[str, str], CompiledLetter] = {}

    def names(self) -> frozenset[str]:
        """Every letter: "<campaign>.<step>" or "service.<kind>"."""
        return frozenset(self._paths)

    def locales(self, name: str) -> frozenset[str]:
        """The languages a letter is written in. Raises `LetterMistake` for a letter that is not there."""
        return frozenset(self._files(name))

    def variables(self, name: str, locale: str) -> frozenset[str]:
        """The fields of `LetterValues` that the letter prints or asks about."""
        return self._compile(name, self.locale_for(name, locale)).variables

    def extras(self, name: str, locale: str) -> frozenset[str]:
        """The keys of `LetterValues.extra` that the letter needs; each must be given, empty where there is nothing to say."""
        return self._compile(name, self.locale_for(name, locale)).extras

    def locale_for(self, name: str, locale: str) -> str:
        """The language the letter is written in for a reader of `locale`: "de-AT" → "de"; else English."""
        files = self._files(name)
        language, *rest = locale.replace("_", "-").split("-")
        parts = [language.lower(), *rest]
        for count in range(len(parts), 0, -1):
            candidate = "-".join(parts[:count])
            if candidate in files:
                return candidate
        if DEFAULT_LOCALE in files:
            return DEFAULT_LOCALE
        raise LetterMistake(
            f"letter {name} is written neither in {locale!r} nor in English", f"Write {DEFAULT_LOCALE}.mjml in its folder"
        )

    def render(self, name: str, locale: str, values: LetterValues) -> Rendered:
        """The letter in the reader's language. Raises `LetterMistake` for a letter or a value that is not there."""
        return render(self._compile(name, self.locale_for(name, locale)), values)

    def warm(self) -> None:
        """Compile every letter in every language now. Raises the first `LetterMistake`."""
        for name, files in self._paths.items():
            for locale in files:
                self._compile(name, locale)

    def _files(self, name: str) -> Mapping[str, str]:
        try:
            return self._paths[name]
        except KeyError:
            folder = name.replace(".", "/")
            raise LetterMistake(f"there is no letter {name!r}", f"Write emails/{folder}/{DEFAULT_LOCALE}.mjml") from None

    def _compile(self, name: str, locale: str) -> CompiledLetter:
        found = self._compiled.get((name, locale))
        if found is None:
            found = self._compiler.compile(name, self._files(name)[locale], self._wordings[locale])
            self._compiled[name, locale] = found
        return found


def load_letters(root: Path | None = None) -> Letters:
    """Every letter under `root` (this package's own folder by default); layouts and wordings it lacks come from here.

    Raises `LetterMistake` for a misplaced file or a language without wording; the letters themselves are checked when compiled.
    """
    folder = root or _HERE
    folders = (folder,) if folder == _HERE else (folder, _HERE)
    paths: dict[str, dict[str, str]] = {}
    for file in sorted(folder.rglob("*.mjml")):
        parts = file.relative_to(folder).parts
        if parts[0] in _NOT_LETTERS:
            continue
        if len(parts) != 3:
            raise LetterMistake("a letter in the wrong place", "Its place is <campaign>/<step>/<locale>.mjml", file=file)
        paths.setdefault(f"{parts[0]}.{parts[1]}", {})[file.stem] = "/".join(parts)
    locales = sorted({locale for files in paths.values() for locale in files})
    return Letters(paths, Compiler(folders), {locale: load_wording(_wording_file(folders, locale)) for locale in locales})


def _wording_file(folders: tuple[Path, ...], locale: str) -> Path:
    files = [folder / "locales" / f"{locale}.toml" for folder in folders]
    return next((file for file in files if file.is_file()), files[-1])
