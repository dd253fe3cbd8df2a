"""Newsletters: each issue is a folder, `emails/newsletters/<slug>/`, with a small data file and its words in each language."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from emails.mistake import LetterMistake

ISSUES = Path(__file__).parent / "newsletters"
FIRST_VARIANT = "a"
_KINDS = (".md", ".mjml")
_LINE = Annotated[str, Field(min_length=1, max_length=150, pattern=r"^[^\r\n{}\[\]]+$")]
_NAME = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,60}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Heading(_Strict):
    """What a mail program shows before the letter is opened."""

    subject: _LINE
    preview: _LINE


class OtherHeading(_Strict):
    """Where a variant's heading differs; its words differ where there is a file `<locale>.<variant>.md`."""

    subject: _LINE | None = None
    preview: _LINE | None = None


class Signed(_Strict):
    """Who signs. Without it, the team does."""

    name: _LINE
    email: _LINE
    title: _LINE | None = None
    phone: _LINE | None = None
    photo_url: str | None = None


class Trial(_Strict):
    """How variants are tried: on what share of the readers, for how long, and what counts."""

    share: float = Field(default=0.2, gt=0, le=1)
    hours: int = Field(default=24, ge=1, le=240)
    by: Literal["clicks", "replies"] = "clicks"


class IssueData(_Strict):
    """What `issue.toml` may say."""

    topic: _NAME
    segment: _NAME
    letter: dict[Annotated[str, Field(pattern=r"^[a-z]{2}(-[A-Z]{2})?$")], Heading] = Field(min_length=1)
    sender: Signed | None = None
    variants: dict[Annotated[str, Field(pattern=r"^[b-z]$")], dict[str, OtherHeading]] = {}
    test: Trial | None = None
    holdout: float = Field(default=0, ge=0, lt=1)
    """The share of readers who get nothing, to compare with."""
    expires_days: int = Field(default=7, ge=1, le=60)
    openings: int = Field(default=0, ge=0, le=10)
    """So many of the newest openings stand where the words say [openings]."""
    events: int = Field(default=0, ge=0, le=10)
    """So many of the next events stand where the words say [events]."""
    public: bool = True
    """Whether it has a page on the web, and stands in the archive and the feed."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue, as its folder says. `words` is the file for each variant and locale."""

    slug: str
    folder: Path
    data: IssueData
    words: Mapping[tuple[str, str], Path]
    content_hash: str

    @property
    def locales(self) -> tuple[str, ...]:
        """The languages it is written in, in the order of the data file."""
        return tuple(self.data.letter)

    @property
    def variants(self) -> tuple[str, ...]:
        """ "a", and those that differ from it."""
        return (FIRST_VARIANT, *sorted(self.data.variants))

    def heading(self, variant: str, locale: str) -> Heading:
        """Subject and preview of a variant in a language."""
        own, other = self.data.letter[locale], self.data.variants.get(variant, {}).get(locale, OtherHeading())
        return Heading(subject=other.subject or own.subject, preview=other.preview or own.preview)


def issue_names(root: Path | None = None) -> tuple[str, ...]:
    """The slugs of all issues there are, newest first by name."""
    return tuple(sorted((file.parent.name for file in (root or ISSUES).glob("*/issue.toml")), reverse=True))


def load_issue(slug: str, root: Path | None = None) -> Issue:
    """The issue of that name. Raises `LetterMistake` that says what is missing or wrong, and how to mend it."""
    folder = (root or ISSUES) / slug
    file = folder / "issue.toml"
    try:
        data = IssueData.model_validate(tomllib.loads(file.read_text("utf-8")))
    except OSError:
        known = ", ".join(issue_names(root)) or "none"
        raise LetterMistake(f"There is no issue {slug!r}", f"There are: {known}. `rapport newsletter new` makes one") from None
    except tomllib.TOMLDecodeError as error:
        raise LetterMistake(f"cannot be read: {error}", "Mend it as TOML", file=file) from None
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:3])
        raise LetterMistake(said, "Compare it with another issue's", file=file) from None
    _check_test(data, file)
    words = _words(folder, data)
    hashed = sha256()
    for read in sorted({file, *words.values()}):
        hashed.update(read.name.encode() + b"\0" + read.read_bytes() + b"\0")
    return Issue(slug, folder, data, MappingProxyType(words), hashed.hexdigest())


def _check_test(data: IssueData, file: Path) -> None:
    if bool(data.variants) != (data.test is not None):
        raise LetterMistake("[variants] and [test] go together", "Write both, or neither", file=file)
    if data.test is not None and data.test.share + data.holdout > 1:
        raise LetterMistake("test.share and holdout are more than everybody", "Make one of them smaller", file=file)
    for variant, headings in data.variants.items():
        for locale in sorted(set(headings) - set(data.letter)):
            raise LetterMistake(f"variant {variant} has the language {locale!r}, the letter has not", "Take it out", file=file)


def _words(folder: Path, data: IssueData) -> dict[tuple[str, str], Path]:
    words: dict[tuple[str, str], Path] = {}
    for locale in data.letter:
        for variant in (FIRST_VARIANT, *data.variants):
            stems = ([] if variant == FIRST_VARIANT else [f"{locale}.{variant}"]) + [locale]
            found = [path for stem in stems for kind in _KINDS if (path := folder / f"{stem}{kind}").is_file()]
            if not found:
                raise LetterMistake("has no words in this language", f"Write {locale}.md beside issue.toml", file=folder / locale)
            words[variant, locale] = found[0]
    return words


@lru_cache(maxsize=1024)
def best_locale(wanted: str, written: tuple[str, ...]) -> str:
    """The language of an issue for a reader of `wanted`: "de-AT" → "de"; else English, else the first there is."""
    spelled = wanted.replace("_", "-")
    language = spelled.split("-")[0].lower()
    return next((one for one in (spelled, language, "en") if one in written), written[0])
