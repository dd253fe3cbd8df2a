"""Steps: what a campaign does with a person, one thing at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from enum import Enum, IntEnum

from campaigns.vocabulary.condition import Condition
from campaigns.vocabulary.delay import IMMEDIATELY, Delay, days
from campaigns.vocabulary.written_at import written_at


class TimeOfDay(Enum):
    """When, on the day a step is due."""

    ANY = "any"
    """As soon as the delay is over, inside the humane hours."""
    MORNING = "morning"
    """09:00 in the candidate's own zone, with a spread, on the next business morning."""
    BEST = "best"
    """From that morning on, the hour at which this person usually reads; the morning itself, while that is not known."""


morning = TimeOfDay.MORNING
best_hour = TimeOfDay.BEST
TWO_WEEKS = days(14)
THREE_DAYS = days(3)


class Attach(Enum):
    """What goes along with a letter."""

    CALENDAR_FILE = "calendar file"
    """The community event as an .ics file, which a calendar opens; of one called off, what takes it out again."""


calendar_file = Attach.CALENDAR_FILE


class Priority(IntEnum):
    """Who goes first when the budget has room for one. A quiet person hears only `HIGH`."""

    LOW = 10
    NORMAL = 20
    HIGH = 30


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter; its words are in `emails/<campaign>/<id>/`. The id is for ever: it is what 'sent once' hangs on."""

    id: str
    _: KW_ONLY
    after: Delay = IMMEDIATELY
    """Counted from the campaign's anchor, never from the step before, so that waiting does not make later steps drift."""
    when: Condition | None = None
    unless: Condition | None = None
    at: TimeOfDay = TimeOfDay.ANY
    expires: Delay = TWO_WEEKS
    """Past this after its due time the letter is skipped, never sent late."""
    every: Delay | None = None
    """Recurring: again this long after the one before, until the campaign stops."""
    at_most_once_in: Delay | None = None
    """Not again to the same person within this time, whichever enrollment asks."""
    answers_event: bool = False
    """Answers what just happened to the person: counts in the budget, is never held back by budget or tempo."""
    priority: Priority = Priority.NORMAL
    attach: Attach | None = None
    variants: Sequence[str] = ()
    """Other wordings to try beside the one in `emails/<campaign>/<id>/`: each is written in `emails/<campaign>/<id>-<variant>/`.
    A stable hash of the person says who gets which."""
    holdout: int = 0
    """So many of a hundred people get none, so that a report can say what the letter changes."""

    where: str = field(default_factory=written_at, init=False, repr=False, compare=False)
    """The file and line it is written at."""

    @property
    def folders(self) -> tuple[str, ...]:
        """Where its wordings are written, below `emails/<campaign>/`."""
        return (self.id, *(f"{self.id}-{variant}" for variant in self.variants))


@dataclass(frozen=True, slots=True)
class Handoff:
    """A task for the recruiter. What follows waits until it is resolved or `deadline` is over."""

    id: str
    _: KW_ONLY
    after: Delay = IMMEDIATELY
    when: Condition | None = None
    unless: Condition | None = None
    deadline: Delay = THREE_DAYS
    ask: str | Mapping[str, str] = ""
    """What the recruiter is asked to do, in a sentence; by language where there are several: `{"en": "Call.", "da": "Ring."}`."""
    where: str = field(default_factory=written_at, init=False, repr=False, compare=False)

    def ask_in(self, locale: str) -> str:
        """The sentence for a colleague who reads `locale`, "de" for "de-AT"; where it is not written in that, the English one."""
        if isinstance(self.ask, str):
            return self.ask
        return self.ask.get(locale) or self.ask.get(locale.partition("-")[0]) or self.ask["en"]


@dataclass(frozen=True, slots=True)
class WaitFor:
    """A wait until `what` holds, at most so long. Branch on it afterwards: the steps that follow have `when=` and `unless=`.

    What a person says or does counts (an answer, joining), and what upstream tells; an open or click never does.
    """

    id: str
    what: Condition
    _: KW_ONLY
    at_most: Delay
    """Counted from when the wait is due. What follows is not due before it is over."""
    after: Delay = IMMEDIATELY
    when: Condition | None = None
    unless: Condition | None = None
    where: str = field(default_factory=written_at, init=False, repr=False, compare=False)


Step = Letter | Handoff | WaitFor
