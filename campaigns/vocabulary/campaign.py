"""Campaign: what starts it, what stops it, and its steps. It reads like the sentence a recruiter would say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from campaigns.vocabulary.audience import Audience, Matching
from campaigns.vocabulary.delay import Delay
from campaigns.vocabulary.step import Handoff, Letter, Step
from campaigns.vocabulary.tempo import Tempo
from campaigns.vocabulary.topic import Topic
from schemas.event import Event

_NAME = re.compile(r"^[a-z][a-z0-9_]{1,39}$")

_MOST_HELD_OUT = 50


class CampaignMistake(ValueError):
    """A campaign that cannot work. The message says which, what, and how to mend it."""


class OncePer(Enum):
    """What a person goes through a campaign once per: the key under which they re-enter is taken from the event."""

    CANDIDATE = "candidate"
    APPLICATION = "application"
    PLACEMENT = "placement"
    EVENT = "event"
    """Each such event, or each community event announced."""
    JOB = "job"
    """Each opening."""


class Anchor(Enum):
    """The moment that steps are counted from."""

    EVENT = "event"
    """When the starting event happened."""
    START_DATE = "start_date"
    """The placement's start date: a date in the data, so it moves when the data moves."""
    LAST_WORD = "last_word"
    """The last word on an application, upstream's or ours: each event that starts the campaign, and each letter of it, counts
    anew. For silence: `after=business_days(10)` is ten business days without a word."""


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

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise CampaignMistake(f"campaign name {self.name!r}: use lower-case letters, digits and _, 2 to 40 of them")
        if not self.starts_on and self.tempo is not Tempo.LAST_QUESTION:
            raise CampaignMistake(f"campaign {self.name}: starts_on is empty, so nothing ever starts it")
        if not self.steps:
            raise CampaignMistake(f"campaign {self.name}: it has no steps")
        both = {event.type_name for event in self.starts_on} & {event.type_name for event in self.stops_on}
        if both and self.once_per is OncePer.APPLICATION:
            raise CampaignMistake(f"campaign {self.name}: {', '.join(sorted(both))} both starts and stops it")
        self._check_audience()
        self._check_steps()

    def _check_audience(self) -> None:
        of_nobody = [event.type_name for event in self.starts_on if not event.type_name.startswith("candidate.")]
        if of_nobody and self.for_each is None:
            raise CampaignMistake(
                f"campaign {self.name}: {', '.join(of_nobody)} is about no single person; say for whom it starts: "
                "for_each=matching(at_most=25, a_day=5) or for_each=members(Topic.EVENTS)"
            )
        if self.for_each is not None and len(of_nobody) != len(self.starts_on):
            raise CampaignMistake(f"campaign {self.name}: for_each= is for events about no single person, such as job.opened")
        if isinstance(self.for_each, Matching) and of_nobody != ["job.opened"]:
            raise CampaignMistake(f"campaign {self.name}: matching() compares people with an opening; start it on JobOpened")
        if self.anchor is Anchor.LAST_WORD and self.once_per is not OncePer.APPLICATION:
            raise CampaignMistake(
                f"campaign {self.name}: the last word is one on an application; say once_per=OncePer.APPLICATION"
            )

    def _check_steps(self) -> None:
        seen: set[str] = set()
        for position, step in enumerate(self.steps):
            if not _NAME.match(step.id):
                raise CampaignMistake(f"campaign {self.name}, step {step.id!r}: use lower-case letters, digits and _")
            if step.id in seen:
                raise CampaignMistake(
                    f"campaign {self.name}: step id {step.id!r} is used twice; ids are what 'sent once' hangs on"
                )
            seen.add(step.id)
            if isinstance(step, Letter):
                self._check_variants(step)
            if isinstance(step, Letter) and step.every is not None:
                if step.every.count == 0:
                    raise CampaignMistake(f"campaign {self.name}, step {step.id!r}: every=0 would never end")
                if step.every.unit != step.after.unit:
                    raise CampaignMistake(f"campaign {self.name}, step {step.id!r}: give after= and every= in the same unit")
                if position != len(self.steps) - 1:
                    raise CampaignMistake(
                        f"campaign {self.name}: steps after the recurring {step.id!r} are never reached; put it last"
                    )
            if isinstance(step, Handoff) and position == len(self.steps) - 1 and step.deadline.count == 0:
                raise CampaignMistake(f"campaign {self.name}, handoff {step.id!r}: a deadline of nothing waits for nobody")

    def _check_variants(self, step: Letter) -> None:
        if not 0 <= step.holdout <= _MOST_HELD_OUT:
            raise CampaignMistake(f"campaign {self.name}, step {step.id!r}: holdout= is 0 to {_MOST_HELD_OUT} of a hundred")
        if not all(_NAME.match(variant) for variant in step.variants):
            raise CampaignMistake(f"campaign {self.name}, step {step.id!r}: name variants in lower-case letters, digits and _")

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
