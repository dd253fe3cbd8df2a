"""Pages for people: one Jinja template each, one file of words a language, and nothing a script would be needed for."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse

from emails.consent_words import newest, words_of
from web.language import language_for, language_name, locales

_HERE = Path(__file__).parent

Words = Mapping[str, Mapping[str, str]]


class Pages:
    """Renders pages. Safe to share between threads."""

    def __init__(self, company: str, default_locale: str) -> None:
        self._company = company
        self._default = default_locale
        self._words = {locale: load_words(locale) for locale in locales()}
        self._templates = Environment(
            loader=FileSystemLoader(_HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def language(self, request: Request, known: str | None = None) -> str:
        """The language to answer in: the reader's own if it is known, else their browser's."""
        return language_for(known, request.headers.get("accept-language"), self._default)

    def render(self, name: str, locale: str, *, status: int = 200, **values: object) -> HTMLResponse:
        """The page `templates/<name>.html` in that language. Raises for a word or a value that is missing."""
        words = self._words[locale]

        def say(key: str, **filled: object) -> str:
            """The words for a key such as `unsubscribe.title`, with its places filled."""
            section, _, word = key.partition(".")
            if section == "languages":
                return language_name(word, locale)
            return words[section][word].format(company=self._company, **filled)

        def agreed(name: str) -> str:
            """The words of a consent, as its newest version says them."""
            return (words_of(newest(name), locale) or "").format(company=self._company)

        def name_of(topic: str) -> str:
            """A topic's name; as it is written down, for one that only upstream knows."""
            return words["topics"].get(topic, topic)

        def long_date(day: date) -> str:
            return format_date(day, format="long", locale=words["formats"]["dates"])

        said = {"say": say, "agreed": agreed, "name_of": name_of, "long_date": long_date}
        template = self._templates.get_template(f"{name}.html")
        page = template.render(**said, locale=locale, company=self._company, page=name, **values)
        return HTMLResponse(page, status, headers={"Content-Language": locale})

    def sorry(self, request: Request, kind: str, status: int) -> HTMLResponse:
        """A page for what did not work: `gone`, `not_found`, `too_big`, `away` or `broke`."""
        return self.render("sorry", self.language(request), status=status, kind=kind)


def host_of(request: Request) -> str | None:
    """Where on the network the request came from, as the server in front of us says."""
    return request.client.host if request.client is not None else None


def load_words(locale: str) -> Words:
    """What all pages say in one language."""
    words: Words = tomllib.loads((_HERE / "texts" / f"{locale}.toml").read_text("utf-8"))
    return words
