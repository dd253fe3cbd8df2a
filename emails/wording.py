"""Wording: greetings, lists, dates, numbers and stages by the custom of a language, from `locales/<locale>.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sized
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_timezone_location
from babel.lists import format_list
from babel.numbers import format_decimal

from emails.cleaning import safe_name
from emails.mistake import LetterMistake
from emails.values import CommunityEvent, Sender

_ENGLISH = Locale("en")
_DAY_BEFORE_MONTH = re.compile(r"(\d\.?) (?=[^\W\d])")
FORMS = frozenset({"du", "sie"})
"""Forms of address that a brand can ask for."""


@dataclass(frozen=True)
class Wording:
    """How one language greets, lists, dates and counts."""

    locale: str
    """What its files are called: 'de', or 'de-du' for a form of address of its own."""
    babel: Locale
    form: str
    """How it addresses its reader: 'du', 'sie', or 'you' where a language has one form only."""
    greets_by: str
    greeting_named: str
    greeting_neutral: str
    greeting_apart_ends: str
    stages: Mapping[str, str]
    stage_names: Mapping[str, str]
    numbers: tuple[str, ...]
    ordinals: tuple[str, ...]
    ordinal_suffixes: Mapping[str, str]
    times: Mapping[str, str]
    words: Mapping[str, str]
    """What the parts say, such as the closing and the footer's links; a text may print values."""
    new_issue: Mapping[str, str]
    """What a new issue of a newsletter says until somebody writes over it."""

    @property
    def language(self) -> str:
        """The language as HTML names it (BCP 47): 'de' for 'de-du'."""
        return form_of(self.locale)[0]

    def greeting(self, first_name: str | None, last_name: str | None = None) -> str:
        """'Dear Ada,': by name where the name is fit to print, else the language's neutral greeting."""
        first = safe_name(first_name)
        if self.greets_by == "first name":
            return self.greeting_named.format(name=first) if first else self.greeting_neutral
        last = safe_name(last_name)
        return self.greeting_named.format(name=f"{first} {last}") if first and last else self.greeting_neutral

    def greeting_apart(self, first_name: str | None, last_name: str | None = None) -> str:
        """The greeting before a sentence of its own, as newsletters begin: 'Guten Tag Ada Holm!', not 'Guten Tag Ada Holm,'."""
        return self.greeting(first_name, last_name).removesuffix(",") + self.greeting_apart_ends

    def listed(self, items: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
        """'A, B and C', or with style "or" 'A, B or C'."""
        found = tuple(items)
        return found[0] if len(found) == 1 else format_list(found, style=style, locale=self.babel) if found else ""

    def long_date(self, day: date | str) -> str:
        """'3 March 2026', from a date or from ISO text; other text stays as it is."""
        try:
            return _dated(date.fromisoformat(day) if isinstance(day, str) else day, "long", self.babel)
        except ValueError:
            return str(day)

    def when(self, event: CommunityEvent) -> str:
        """'Thursday, 12 March 2026, 17:00 to 19:30', as the clock shows it there; whose clock, where the place does not tell.

        It begins a line, so with a capital letter in every language.
        """
        starts, ends = event.starts_at, event.ends_at
        said = {"day": _dated(starts.date(), "full", self.babel), "start": self._clock(starts)}
        if ends is None:
            when = self.times["from"].format(**said)
        elif ends.date() == starts.date():
            when = self.times["span"].format(**said, end=self._clock(ends))
        else:
            last_day = _dated(ends.date(), "full", self.babel)
            when = self.times["days"].format(**said, last_day=last_day, end=self._clock(ends))
        when = when[:1].upper() + when[1:]
        city, in_english = _city(starts, self.babel), _city(starts, _ENGLISH)
        told = not city or city in (event.place or "") or in_english in (event.place or "")
        return when if told else self.times["zone"].format(when=when, city=city)

    def _clock(self, moment: datetime) -> str:
        return format_time(moment.timetz().replace(tzinfo=None), format="short", locale=self.babel)

    def stage_phrase(self, stage: str | None) -> str:
        """What the person put their time into, up to that stage; a stage we have no words for is not named."""
        return self.stages.get((stage or "").casefold(), self.stages["unknown"])

    def stage_name(self, stage: str) -> str:
        """What a stage is called among colleagues; one we have no words for is called what upstream calls it."""
        return self.stage_names.get(stage.casefold(), stage)

    def counted(self, count: int, **forms: str) -> str:
        """'one year', 'seven years', '14 years': the number in words up to twelve, with the plural form that fits."""
        number = self.numbers[count - 1] if 1 <= count <= len(self.numbers) else format_decimal(count, locale=self.babel)
        return f"{number} {self.plural(count, **forms)}"

    def plural(self, things: int | Sized, **forms: str) -> str:
        """The form that fits so many: `{{ open_roles|plural(one='this role', other='these roles') }}`."""
        count = things if isinstance(things, int) else len(things)
        return forms.get(self.babel.plural_form(count)) or forms["other"]

    def ordinal(self, count: int) -> str:
        """'first', 'seventh', '21st'."""
        if 1 <= count <= len(self.ordinals):
            return self.ordinals[count - 1]
        suffixes = self.ordinal_suffixes
        return f"{count}{suffixes.get(self.babel.ordinal_form(count)) or suffixes['other']}"


def form_of(locale: str) -> tuple[str, str | None]:
    """A file's language and its form of address: 'de-du' → ('de', 'du'); regions are no form: 'de-AT' → ('de-AT', None)."""
    language, _, form = locale.rpartition("-")
    return (language, form) if form in FORMS and language else (locale, None)


def says(sender: Sender, one: str, team: str) -> str:
    """`one` when a person signs ('I'), `team` when the team does ('we')."""
    return team if sender.is_team else one


def paragraphs(text: str) -> list[str]:
    """The text's paragraphs, each on one line."""
    return [" ".join(part.split()) for part in text.split("\n") if part.strip()]


def lines(text: str) -> list[str]:
    """The text's lines as they are, empty ones included."""
    return text.split("\n") if text else []


def _city(moment: datetime, locale: Locale) -> str:
    """The city a zone is named for; empty for a zone without a name, such as +01:00."""
    zone = moment.tzinfo
    return get_timezone_location(zone, locale=locale, return_city=True) if isinstance(zone, ZoneInfo) and zone.key else ""


@lru_cache(maxsize=4096)
def _dated(day: date, length: Literal["long", "full"], locale: Locale) -> str:
    """A date whose number and month stay on one line."""
    return _DAY_BEFORE_MONTH.sub("\\1\u00a0", format_date(day, format=length, locale=locale))


def load_wording(file: Path) -> Wording:
    """The wording of one locale. Raises `LetterMistake` for a file that lacks a key or is not TOML."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))
        stages = cast("dict[str, str]", table["stages"])
        numbers = cast("dict[str, list[str]]", table["numbers"])
        if "unknown" not in stages:
            raise KeyError("stages.unknown")
        suffixes = cast("dict[str, str]", table["ordinal_suffixes"])
        if "other" not in suffixes:
            raise KeyError("ordinal_suffixes.other")
        return Wording(
            locale=file.stem,
            babel=Locale.parse(str(table["formats"]), sep="_"),
            form=str(table["form"]),
            greets_by=str(table["greets_by"]),
            greeting_named=str(table["greeting_named"]),
            greeting_neutral=str(table["greeting_neutral"]),
            greeting_apart_ends=str(table["greeting_apart_ends"]),
            stages=stages,
            stage_names=cast("dict[str, str]", table["stage_names"]),
            numbers=tuple(numbers["counted"]),
            ordinals=tuple(numbers["ordinal"]),
            ordinal_suffixes=suffixes,
            times=cast("dict[str, str]", table["times"]),
            words=cast("dict[str, str]", table["words"]),
            new_issue=cast("dict[str, str]", table["new_issue"]),
        )
    except KeyError as missing:
        raise LetterMistake(f"the key {missing} is missing", "Copy it from en.toml and translate it", file=file) from None
    except (tomllib.TOMLDecodeError, UnknownLocaleError, ValueError) as error:
        raise LetterMistake(f"cannot be read: {error}", "Compare it with en.toml", file=file) from None
    except OSError:
        raise LetterMistake("the wording of this language is missing", "Copy en.toml and translate it", file=file) from None
