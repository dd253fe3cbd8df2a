"""Newsletter lint: the checks that hold for every letter, over an issue as one reader gets it."""

from __future__ import annotations

from dataclasses import replace

from emails.lint.finding import Finding, Severity
from emails.lint.markup import read_markup
from emails.lint.run import lint_written
from emails.lint.source import read_sources
from emails.lint.written import Written
from emails.newsletter import Issue
from emails.newsletter_make import MadeLetter, links_of
from emails.newsletter_new import lint_left_over
from emails.newsletter_tags import Tags
from emails.render import Rendered
from emails.values import LetterValues

_SAMPLE = "sample-token-as-long-as-the-ones-readers-get0"


def lint_issue(issue: Issue, made: list[MadeLetter], values: LetterValues, base_url: str) -> list[Finding]:
    """What is wrong with the issue, file by file."""
    sources = read_sources(dict.fromkeys(issue.words.values()))
    shown = replace(values, links=links_of(issue, base_url, _SAMPLE, _SAMPLE))
    found = list(lint_left_over(issue))
    for letter in made:
        html, text = (_as_read(part, letter.tags) for part in (letter.html, letter.text))
        rendered = Rendered(letter.subject, letter.preview, html, text, letter.locale)
        file = sources[issue.words[letter.variant, letter.locale]]
        name = f"newsletter.{issue.slug}-{letter.variant}"
        found += lint_written(Written(name, letter.locale, "issue", shown, rendered, read_markup(html), file, sources))
    return sorted(dict.fromkeys(found), key=lambda one: (one.severity, one.place, one.problem))


def errors_of(found: list[Finding]) -> list[Finding]:
    """Those that keep an issue from being sent."""
    return [finding for finding in found if finding.severity is Severity.ERROR]


def _as_read(text: str, tags: Tags) -> str:
    for tag in (tags.unsubscribe, tags.preferences):
        text = text.replace(tag, _SAMPLE)
    return text.replace(tags.greeting_html, "Ada").replace(tags.greeting_text, "Ada")
