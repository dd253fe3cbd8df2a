"""Tempo: how a campaign uses how often somebody wants to hear from us. See docs/tempo.md."""

from __future__ import annotations

from enum import Enum


class Tempo(Enum):
    """What the reader's tempo means for a campaign's letters. No word of it overrules a person's own wish."""

    FOLLOWS = "follows it"
    """Slower when letters lie unread; when the reader has gone quiet, only letters of the highest priority still go."""
    EVEN_WHEN_QUIET = "goes even to a quiet reader"
    """Slower too, but not left out for a reader who has gone quiet."""
    ONLY_WHEN_KEEN = "goes only to a keen reader"
    """For what takes more than it gives: only to people whose last word to us was a click, an answer, or joining."""
    LAST_QUESTION = "is the last question"
    """Goes only when everything else has stopped: "shall we stay in touch?"."""
