"""Brand: whose letters these are, as data: name, colours, fonts, logo, address, and what that company holds to."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from emails.cleaning import safe_url
from emails.colours import LEAST_CONTRAST, contrast
from emails.mistake import LetterMistake

DEFAULT_BRAND = "northwind"
_FOLDER = Path(__file__).parent / "brands"
_READ_UPON = (
    ("ink", "card"),
    ("ink", "page"),
    ("quiet", "card"),
    ("quiet", "page"),
    ("accent", "card"),
    ("accent", "page"),
    ("on_accent", "accent"),
)
_Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]
_Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^<>{}\[\]\r\n]+$")]
"""Text that goes into the letters' files themselves: no markup, no template tags, no second line."""
_FontStack = Annotated[str, Field(max_length=300, pattern=r"^[A-Za-z0-9 ,'-]+$")]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


class Palette(_Data):
    """The colours of one scheme, as '#rrggbb' in lower case. Whatever is read upon something has a contrast of 4.5 at least."""

    page: _Colour
    """Behind everything, and within cards."""
    card: _Colour
    """The sheet that the words stand on."""
    edge: _Colour
    ink: _Colour
    quiet: _Colour
    """What matters less: the footer, a job's place."""
    accent: _Colour
    """Links, headings, the button."""
    on_accent: _Colour
    """The button's words."""

    @model_validator(mode="after")
    def _can_be_read(self) -> Palette:
        for front, back in _READ_UPON:
            found = contrast(getattr(self, front), getattr(self, back))
            if found < LEAST_CONTRAST:
                raise ValueError(
                    f"{front} on {back} has a contrast of {found:.2f}, and {LEAST_CONTRAST} is the least that can be read"
                )
        return self


class Fonts(_Data):
    """Fonts that readers have; none is ever fetched."""

    words: _FontStack
    headings: _FontStack
    outlook: _FontStack = "Segoe UI, Arial, sans-serif"
    """For Outlook on Windows, which gives up on a stack that begins with a font it does not know."""


class Logo(_Data):
    """A picture above the letter. Where pictures are off, `alt` stands there."""

    url: _Line
    alt: _Line
    width: Annotated[int, Field(ge=16, le=280)]
    """In CSS pixels; the file itself is best twice as wide."""
    height: Annotated[int, Field(ge=16, le=120)]

    @model_validator(mode="after")
    def _may_be_shown(self) -> Logo:
        if not safe_url(self.url).startswith("https://"):
            raise ValueError("url is not a whole https address")
        return self


class Brand(_Data):
    """One company's letters. Read from TOML; see docs/letters.md."""

    name: _Line
    postal_address: _Line
    legal: _Line | None = None
    """What the law of the country wants at the foot of a letter: company number, register, managing directors."""
    sender_domain: Annotated[str, Field(pattern=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")] | None = None
    """Letters come from addresses of this domain only."""
    double_opt_in: bool = True
    """Whether joining the talent network has to be confirmed by mail, as German courts want it."""
    approve_feedback: bool = False
    """Whether the recruiter sees and approves each letter with feedback before it leaves."""
    formality: Mapping[str, Literal["du", "sie"]] = Field(default_factory=dict)
    """By language, how readers are addressed where it differs from the plain files: `de = "du"` reads `de-du.mjml`."""
    logo: Logo | None = None
    fonts: Fonts
    light: Palette
    dark: Palette


def brand_names() -> tuple[str, ...]:
    """The brands that come with Rapport, which are examples."""
    return tuple(sorted(file.stem for file in _FOLDER.glob("*.toml")))


def load_brand(name: str = DEFAULT_BRAND) -> Brand:
    """The brand of that name in `emails/brands`, or in the file that ends in '.toml'. Raises `LetterMistake`."""
    file = Path(name).expanduser() if name.endswith(".toml") else _FOLDER / f"{name}.toml"
    if not name.endswith(".toml") and name not in brand_names():
        raise LetterMistake(
            f"there is no brand {name!r}", f"There are {', '.join(brand_names())}; or name a .toml file of your own"
        )
    try:
        return Brand.model_validate(tomllib.loads(file.read_text("utf-8")))
    except OSError as error:
        raise LetterMistake(
            f"the brand cannot be read ({error.strerror})", "Name a .toml file that is there", file=file
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise LetterMistake(f"the brand is not TOML: {error}", f"Compare it with {DEFAULT_BRAND}.toml", file=file) from None
    except ValidationError as error:
        problems = "; ".join(_problems(error))
        raise LetterMistake(f"the brand cannot be used: {problems}", f"Compare it with {DEFAULT_BRAND}.toml", file=file) from None


def _problems(error: ValidationError) -> Iterator[str]:
    for detail in error.errors(include_url=False, include_input=False):
        where = ".".join(map(str, detail["loc"]))
        yield f"{where}: {detail['msg']}"
