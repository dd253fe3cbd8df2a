"""Facts: what a condition may look at when a step is due."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.vocabulary.topic import Topic

STAGES = ("applied", "screen", "interview", "onsite", "final", "offer")


@dataclass(frozen=True, slots=True)
class Facts:
    """One person's standing in one enrollment, at the moment a step is due."""

    stage: str | None = None
    has_feedback: bool = False
    has_calendar: bool = False
    joined: frozenset[Topic] = frozenset()
    replied: bool = False
    """A person answered a letter of this enrollment."""
    good_experience: bool = False
    """A human click or reply, or a keen tempo, since we know them; and no complaint."""
