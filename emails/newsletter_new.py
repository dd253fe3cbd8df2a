"""A new issue: its folder, with a data file and a page of words in each language to write over; and what nobody wrote over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from emails.languages import languages, wording_file
from emails.lint.finding import Finding, Place
from emails.mistake import LetterMistake
from emails.newsletter import ISSUES, Issue
from emails.wording import load_wording

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{0,40}")
_HEADING = ('subject = "{subject}"', 'preview = "{preview}"')
_TO_WRITE = ("{begin}", "## {heading}", "…")
_OPENINGS = "[openings]"


def write_issue(slug: str, topic: str, segment: str, root: Path = ISSUES) -> Path:
    """Make the folder of a new issue, and say where it is. Raises `LetterMistake` for a name that is taken or no name."""
    if _SLUG.fullmatch(slug) is None:
        raise LetterMistake(f"{slug!r} is no name for an issue", "Use small letters, digits and hyphens, such as 2026-12")
    folder = root / slug
    if folder.exists():
        raise LetterMistake("is there already", "Give the new issue another name", file=folder)
    folder.mkdir(parents=True)
    data = [f'topic = "{topic}"', f'segment = "{segment}"', "openings = 3", ""]
    for language in languages():
        said = load_wording(wording_file(language)).new_issue
        data += [f"[letter.{language}]", *(line.format(**said) for line in _HEADING), ""]
        words = [line.format(**said) for line in _TO_WRITE]
        (folder / f"{language}.md").write_text("\n\n".join([*words, _OPENINGS]) + "\n", "utf-8")
    (folder / "issue.toml").write_text("\n".join(data), "utf-8")
    return folder


def lint_left_over(issue: Issue) -> Iterator[Finding]:
    """The lines of an issue's files that stand there as `write_issue` wrote them: they are no words to a reader."""
    said = [load_wording(wording_file(language)).new_issue for language in languages()]
    ours = {line.format(**words) for words in said for line in (*_HEADING, *_TO_WRITE)}
    letters = tuple(f"newsletter.{issue.slug}-{variant}" for variant in issue.variants)
    for file in sorted({issue.folder / "issue.toml", *issue.words.values()}):
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if line.strip() in ours:
                problem = f"{line.strip()!r} is what a new issue begins with"
                yield Finding(Place(file, number), problem, "Write your own words over it", check="left_over", seen_in=letters)
