"""Sent twice: the same message id, or the same words to the same person within a few weeks, to a colleague within a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from demo.checks.evidence import Evidence, Letter

_WITHIN = timedelta(days=60)
_WITHIN_FOR_COLLEAGUES = timedelta(days=1)
"""A colleague who does not answer is reminded, some days later and in the same words."""
_LINK = re.compile(r"https?://\S+")


def sent_twice(evidence: Evidence) -> Iterator[str]:
    """Each letter that was there before. The id stands for (campaign, step, occurrence) of one person, so it may come once."""
    ids: set[str] = set()
    words: dict[tuple[str, str, str], datetime] = {}
    for letter in evidence.letters:
        key = _words(letter)
        before = words.get(key)
        if letter.mid in ids:
            yield f"letter {letter.id} to {letter.to}: its message id came before ({letter.subject!r})"
        elif before is not None and letter.at - before < (_WITHIN if letter.to_candidate else _WITHIN_FOR_COLLEAGUES):
            yield f"letter {letter.id} to {letter.to}: the same words went there on {before:%Y-%m-%d} ({letter.subject!r})"
        ids.add(letter.mid)
        words[key] = letter.at


def _words(letter: Letter) -> tuple[str, str, str]:
    """Links carry a token of their own in each letter to a candidate; in service mail they say which task it is."""
    text = _LINK.sub("", letter.text) if letter.to_candidate else letter.text
    return letter.to.casefold(), letter.subject, text
