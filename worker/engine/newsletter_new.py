"""A new issue's folder, for a topic and a segment that there are."""

from __future__ import annotations

from pathlib import Path

from emails.newsletter import ISSUES
from emails.newsletter_new import write_issue
from worker.engine.newsletter_check import segment_named, topic_named


def new_issue(slug: str, topic: str, segment: str, root: Path = ISSUES) -> Path:
    """Make the folder of a new issue, and say where it is. Raises `LetterMistake` before anything is written."""
    return write_issue(slug, topic_named(topic).value, segment_named(segment).name, root)
