"""Facts: what a condition may look at when a step is due."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.vocabulary.topic import Topic

STAGES = ("applied", "screen", "interview", "onsite", "final", "offer")


@dataclass(frozen=True, slots=True)
class Life:
    """What has become of a person, as upstream told it; "since" is since they entered the campaign."""

    applying: bool = False
    """An application of theirs is under way."""
    placed: bool = False
    """They work in a job we placed them in."""
    hired_since: bool = False
    left_since: bool = False
    days_since_turned_down: int | None = None
    complained: bool = False
    """They marked a letter of ours as unwanted, however long ago, whatever they said since."""


NOTHING_KNOWN = Life()


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
    sent: frozenset[str] = frozenset()
    """The letters they had in the last 400 days, as "<campaign>.<step>"."""
    new_role: str | None = None
    """The title of the role they have just taken."""
    called_off: bool = False
    """The community event they were invited to does not take place."""
    life: Life = NOTHING_KNOWN
    """Read only for conditions that ask about it."""
