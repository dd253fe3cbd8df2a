"""Oversized mail: it was stored as far as it goes, and somebody should know."""

from __future__ import annotations

from worker.engine.alarm import raise_alarm
from worker.engine.parts import Parts


def note_oversized_mail(parts: Parts, kept_bytes: int) -> None:
    """Raise an alarm: a mail came in that is bigger than any provider should post, and its end is missing."""
    with parts.database.write() as session:
        raise_alarm(
            session,
            parts,
            "oversized_mail",
            title="A mail came in that is too big",
            detail=f"Its first {kept_bytes:,} bytes were stored and are read; attachments at its end may be missing.",
            remedy="Ask whoever wrote to send large files another way; see `rapport handoffs` for what they wrote.",
        )
