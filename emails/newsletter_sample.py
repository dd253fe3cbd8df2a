"""Newsletter samples: each issue as a made-up reader gets it, for lint, the gallery and the snapshots."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from pathlib import Path

from emails.brand import Brand
from emails.letters import load_letters
from emails.lint.finding import Finding, Place
from emails.mistake import LetterMistake
from emails.newsletter import ISSUES, Issue, issue_names, load_issue
from emails.newsletter_lint import lint_issue
from emails.newsletter_make import MadeLetter, make_letters
from emails.render import Rendered
from emails.samples import samples
from emails.values import LetterValues

_NONCE = "sample"
_BASE_URL = "https://rapport.example"
_TOKEN = "AZjB0hQAcACAAAAAAAAAAVdpdGhvdXQgYSBzZWNyZXQ"  # noqa: S105 - opens nothing


def sample_issue(slug: str, brand: Brand | None = None) -> dict[str, dict[str, Rendered]]:
    """An issue's letters by name ("newsletter.2026-11-a") and language. Raises `LetterMistake`."""
    found: dict[str, dict[str, Rendered]] = {}
    letters, reader = load_letters(brand=brand), sample_values()
    for letter in _made(load_issue(slug), brand):
        greeting = letters.greeting(letter.locale, reader.first_name, reader.last_name)
        found.setdefault(f"newsletter.{slug}-{letter.variant}", {})[letter.locale] = _as_read(letter, greeting)
    return found


def sample_values() -> LetterValues:
    """What the issues are tried with; the team signs, where the issue names nobody."""
    tried = samples("newsletter")
    return replace(tried["rich"], sender=tried["bare"].sender)


def lint_issues(brand: Brand | None = None) -> list[Finding]:
    """What is wrong with the issues there are, by file and line."""
    found: list[Finding] = []
    for slug in issue_names():
        try:
            issue = load_issue(slug)
            found += lint_issue(issue, _made(issue, brand), sample_values(), _BASE_URL)
        except LetterMistake as mistake:
            place = Place(Path(mistake.file or ISSUES / slug / "issue.toml"), mistake.line or 1)
            found.append(Finding(place, mistake.problem, mistake.remedy, check="renders", seen_in=(f"newsletter {slug}",)))
    return found


def _made(issue: Issue, brand: Brand | None) -> list[MadeLetter]:
    return make_letters(issue, sample_values(), _BASE_URL, _NONCE, brand)


def _as_read(letter: MadeLetter, greeting: str) -> Rendered:
    html, text, tags = letter.html, letter.text, letter.tags
    for tag, said in (
        (tags.greeting_html, escape(greeting)),
        (tags.greeting_text, greeting),
        (tags.unsubscribe, _TOKEN),
        (tags.preferences, _TOKEN),
    ):
        html, text = html.replace(tag, said), text.replace(tag, said)
    return Rendered(letter.subject, letter.preview, html, text, letter.locale)
