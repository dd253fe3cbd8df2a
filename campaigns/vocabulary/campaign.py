"""Campaign: what starts it, what stops it, and its steps. It reads like the sentence a recruiter would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from campaigns.vocabulary.anchor import Anchor
from campaigns.vocabulary.audience import Audience
from campaigns.vocabulary.checks import check
from campaigns.vocabulary.delay import Delay
from campaigns.vocabulary.once_per import OncePer
from campaigns.vocabulary.step import Letter, Step
from campaigns.vocabulary.tempo import Tempo
from campaigns.vocabulary.topic import Topic
from campaigns.vocabulary.written_at import written_at
from schemas.event import Event


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign. Raises `CampaignMistake` when it cannot work as written."""

    name: str
    topic: Topic
    starts_on: Sequence[type[Event]]
    """Empty only for the last question (`tempo=Tempo.LAST_QUESTION`), which silence starts."""
    steps: Sequence[Step]
    stops_on: Sequence[type[Event]] = ()
    anchor: Anchor = Anchor.EVENT
    once_per: OncePer = OncePer.CANDIDATE
    within: Delay | None = None
    """With `once_per`: again only this long after the last time. None: only once ever."""
    for_each: Audience | None = None
    """Whom it starts for, when what starts it is about no single person: an opening, a community event."""
    tempo: Tempo = Tempo.FOLLOWS

    where: str = field(default_factory=written_at, init=False, repr=False, compare=False)
    """The file and line it is written at."""

    def __post_init__(self) -> None:
        check(self)

    @property
    def letters(self) -> tuple[Letter, ...]:
        """Its letters, in order."""
        return tuple(step for step in self.steps if isinstance(step, Letter))

    @property
    def event_types(self) -> frozenset[str]:
        """The types of events that concern it: those that start or stop it, and those that may move its anchor."""
        moving = {"candidate.hired", "candidate.updated"} if self.anchor is Anchor.START_DATE else set()
        return frozenset({event.type_name for event in (*self.starts_on, *self.stops_on)} | moving)

    def step_at(self, step_id: str) -> tuple[int, Step]:
        """The place and the step of that id. Raises KeyError when there is none."""
        for position, step in enumerate(self.steps):
            if step.id == step_id:
                return position, step
        raise KeyError(step_id)
