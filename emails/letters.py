"""Letters: every letter there is, found by its folder, compiled when first needed."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path

from emails.brand import Brand, load_brand
from emails.compile import CompiledLetter, Compiler
from emails.mistake import LetterMistake
from emails.render import Rendered, render
from emails.values import LetterValues
from emails.wording import Wording, form_of, load_wording

DEFAULT_LOCALE = "en"
_HERE = Path(__file__).parent
_NOT_LETTERS = frozenset({"brands", "layouts", "locales", "newsletters", "parts"})


class Letters:
    """All letters of one brand, by name ("post_rejection.thank_you") and locale. Safe to share between threads."""

    def __init__(
        self, paths: Mapping[str, Mapping[str, str]], compiler: Compiler, wordings: Mapping[str, Wording], brand: Brand
    ) -> None:
        self.brand = brand
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

    def file(self, name: str, locale: str) -> str:
        """Where the letter is written in that language, below the letters' folder. Raises `LetterMistake`."""
        return self._files(name)[self.locale_for(name, locale)]

    def source(self, name: str, locale: str) -> str:
        """What is written in that file."""
        return self._compiler.source(self.file(name, locale))

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

    def stage_name(self, locale: str, stage: str) -> str:
        """What a language calls a stage, among colleagues."""
        return (self._wordings.get(locale) or self._wordings[DEFAULT_LOCALE]).stage_name(stage)

    def greeting(self, locale: str, first_name: str | None, last_name: str | None = None) -> str:
        """How a language greets this reader; for letters made for many, where the greeting is each reader's own."""
        return (self._wordings.get(locale) or self._wordings[DEFAULT_LOCALE]).greeting_apart(first_name, last_name)

    def warm(self) -> None:
        """Compile every letter in every language now. Raises the first `LetterMistake`."""
        for name, files in self._paths.items():
            for locale in files:
                self._compile(name, locale)

    def _files(self, name: str) -> Mapping[str, str]:
        try:
            return self._paths[name]
        except KeyError:
            raise LetterMistake(f"There is no letter {name!r}", self._instead_of(name)) from None

    def _instead_of(self, name: str) -> str:
        """What whoever asked for a letter that is not there may have meant, and where it would lie."""
        campaign, _, step = name.partition(".")
        place = f"A letter is named <campaign>.<step>; its place is emails/{campaign}/{step or '<step>'}/{DEFAULT_LOCALE}.mjml"
        near = sorted(known for known in self._paths if known.startswith(f"{name}.")) or get_close_matches(name, self._paths)
        return f"Did you mean {' or '.join(near)}? {place}" if near else f"There are: {', '.join(sorted(self._paths))}. {place}"

    def _compile(self, name: str, locale: str) -> CompiledLetter:
        found = self._compiled.get((name, locale))
        if found is None:
            path = self._files(name)[locale]
            found = self._compiler.compile(name, path, self._wordings[Path(path).stem])
            self._compiled[name, locale] = found
        return found


def load_letters(root: Path | None = None, brand: Brand | None = None) -> Letters:
    """Every letter under `root` (this package's own folder by default) in the looks of a brand (by default the example).

    Layouts, parts and wordings that `root` lacks come from this package. Raises `LetterMistake` for a misplaced file, a language
    without wording, or a letter not written in the form of address that the brand asks for; the letters themselves are checked
    when compiled.
    """
    brand = brand or load_brand()
    folder = root or _HERE
    folders = (folder,) if folder == _HERE else (folder, _HERE)
    found = _found(folder)
    stems = {stem for files in found.values() for stem in files}
    wordings = {stem: load_wording(_wording_file(folders, stem)) for stem in sorted(stems)}
    paths = {name: _in_form(name, files, brand, wordings) for name, files in found.items()}
    return Letters(paths, Compiler(folders, brand), wordings, brand)


def _found(folder: Path) -> dict[str, dict[str, str]]:
    """Each letter's files by their stem: 'de', and 'de-du' where it is written in that form too."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted(folder.rglob("*.mjml")):
        parts = file.relative_to(folder).parts
        if parts[0] in _NOT_LETTERS:
            continue
        if len(parts) != 3:
            raise LetterMistake("a letter in the wrong place", "Its place is <campaign>/<step>/<locale>.mjml", file=file)
        found.setdefault(f"{parts[0]}.{parts[1]}", {})[file.stem] = "/".join(parts)
    return found


def _in_form(name: str, files: Mapping[str, str], brand: Brand, wordings: Mapping[str, Wording]) -> dict[str, str]:
    """The letter's file in each language, in the brand's form of address: never one letter "du" and the next one "Sie"."""
    chosen: dict[str, str] = {}
    for locale in (stem for stem in files if form_of(stem)[1] is None):
        plain = wordings[locale].form
        form = brand.formality.get(locale.split("-")[0], plain)
        stem = locale if form == plain else f"{locale}-{form}"
        if stem not in files:
            problem = f"{brand.name} says {form!r} in {locale!r}, and letter {name} is not written so"
            raise LetterMistake(problem, f"Write {stem}.mjml in its folder, or change the brand's formality")
        chosen[locale] = files[stem]
    return chosen


def _wording_file(folders: tuple[Path, ...], stem: str) -> Path:
    files = [folder / "locales" / f"{stem}.toml" for folder in folders]
    return next((file for file in files if file.is_file()), files[-1])
