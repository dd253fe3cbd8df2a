"""Spam-like wording: what filters score and readers distrust; the phrases of each language are in `emails/lint/phrases/`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from emails.lint.finding import Finding
from emails.lint.wording import wording_of
from emails.lint.written import Written

_FALSE_ANSWER = re.compile(r"(?:re|fw|fwd|sv|vs|aw|wg|antw)\s*:", re.IGNORECASE)
_SHOUTED = re.compile(r"\b[^\W\d_]{5,}\b")
_EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")
_MARKS = re.compile(r"[!?]{2,}|[€$£]{2,}|!.*!")


def check_written(written: Written) -> Iterator[Finding]:
    """The subject by its shape, and all words by the language's list."""
    subject = written.rendered.subject
    for problem in _wrong_with_subject(subject):
        yield Finding(written.file.block("subject"), f"the subject {subject!r} {problem}", "Write it as a person would")
    said = f"{subject}\n{written.rendered.preview}\n{written.rendered.text}".casefold()
    for phrase in wording_of(written.locale).phrases:
        if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", said):
            yield Finding(written.place_of_words(phrase), f"{phrase!r} sounds like spam", "Say it in other words, or not at all")


def _wrong_with_subject(subject: str) -> Iterator[str]:
    if _FALSE_ANSWER.match(subject):
        yield "pretends to be an answer"
    if any(word.isupper() for word in _SHOUTED.findall(subject)):
        yield "shouts"
    if _EMOJI.search(subject):
        yield "has a picture in it"
    if _MARKS.search(subject):
        yield "has too many marks"
