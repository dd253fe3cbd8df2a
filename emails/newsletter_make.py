"""Newsletter making: an issue's folder into letters ready for any reader, with tags where each reader's own values go."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from html import escape, unescape
from pathlib import Path

from emails.brand import Brand
from emails.letters import Letters, load_letters
from emails.newsletter import Issue
from emails.newsletter_markdown import words_of
from emails.newsletter_tags import Tags, check_marks
from emails.render import Rendered
from emails.values import LetterValues, Links

_LINK = re.compile(r'<a\s[^>]*?\bhref="(https?://[^"]+)"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MadeLetter:
    """One locale and variant, ready for any reader; `links` is where it leads, our own pages aside."""

    locale: str
    variant: str
    tags: Tags
    subject: str
    preview: str
    html: str
    text: str
    public_html: str
    links: tuple[str, ...]


def make_letters(issue: Issue, values: LetterValues, base_url: str, nonce: str, brand: Brand | None = None) -> list[MadeLetter]:
    """Every locale and variant of the issue. `values` are what is the same for everybody. Raises `LetterMistake`."""
    with _written(issue, brand) as letters:
        return [
            _make(letters, issue, variant, locale, values, base_url, Tags(nonce))
            for variant in issue.variants
            for locale in issue.locales
        ]


def links_of(issue: Issue, base_url: str, unsubscribe: str, preferences: str) -> Links:
    """A reader's own links, from their tokens. The way out is about the topic; its page offers to stop everything, too."""
    return Links(f"{base_url}/u/{unsubscribe}?topic={issue.data.topic}", f"{base_url}/p/{preferences}", base_url)


def _make(
    letters: Letters, issue: Issue, variant: str, locale: str, values: LetterValues, base_url: str, tags: Tags
) -> MadeLetter:
    name = f"newsletter.{issue.slug}-{variant}"
    web = f"{base_url}/newsletters/{issue.slug}" if issue.data.public else ""
    everybody = replace(values, links=Links(base_url, base_url, base_url), extra={"greeting": "", "web_url": ""})
    public = letters.render(name, locale, everybody)
    check_marks(tags, public.subject, public.preview, public.html, public.text)
    links = links_of(issue, base_url, tags.unsubscribe, tags.preferences)
    personal = replace(everybody, links=links, extra={"greeting": tags.greeting_html, "web_url": web})
    rendered: Rendered = letters.render(name, locale, personal)
    return MadeLetter(
        locale=locale,
        variant=variant,
        tags=tags,
        subject=rendered.subject,
        preview=rendered.preview,
        html=rendered.html,
        text=rendered.text.replace(tags.greeting_html, tags.greeting_text),
        public_html=public.html,
        links=tuple(
            dict.fromkeys(url for url in map(unescape, _LINK.findall(rendered.html)) if not url.startswith(f"{base_url}/"))
        ),
    )


@contextmanager
def _written(issue: Issue, brand: Brand | None) -> Iterator[Letters]:
    """The issue as letters like any other: the same layouts, parts, checks and rules hold."""
    with tempfile.TemporaryDirectory(prefix="rapport-issue-") as folder:
        for (variant, locale), file in issue.words.items():
            heading = issue.heading(variant, locale)
            target = Path(folder) / "newsletter" / f"{issue.slug}-{variant}" / f"{locale}.mjml"
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(
                '[% extends "layouts/newsletter.mjml" %]\n'
                f"[% block subject %]{escape(heading.subject, quote=False)}[% endblock %]\n"
                f"[% block preview %]{escape(heading.preview, quote=False)}[% endblock %]\n"
                f"[% block words %]\n{words_of(file)}\n[% endblock %]\n",
                "utf-8",
            )
        yield load_letters(Path(folder), brand)
