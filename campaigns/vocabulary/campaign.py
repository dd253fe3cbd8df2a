"""Campaign: what starts it, what stops it, and its steps. It reads like the sentence a recruiter would say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from campaigns.vocabulary.delay import Delay
from campaigns.vocabulary.step import Handoff, Letter, Step
from campaigns.vocabulary.topic import Topic
from schemas.event import Event

_NAME = re.compile(r"^[a-z][a-z0-9_]{1,39}$")


class CampaignMistake(ValueError):
    """A campaign that cannot work. The message says which, what, and how to mend it."""


class OncePer(Enum):
    """What a person goes through a campaign once per."""

    CANDIDATE = "candidate"
    APPLICATION = "application"
    PLACEMENT = "placement"


class Anchor(Enum):
    """The moment that steps are counted from."""

    EVENT = "event"
    """When the starting event happened."""
    START_DATE = "start_date"
    """The placement's start date: a date in the data, so it moves when the data moves."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """One campaign. Raises `CampaignMistake` when it cannot work as written."""

    name: str
    topic: Topic
    starts_on: Sequence[type[Event]]
    steps: Sequence[Step]
    stops_on: Sequence[type[Event]] = ()
    anchor: Anchor = Anchor.EVENT
    once_per: OncePer = OncePer.CANDIDATE
    within: Delay | None = None
    """With `once_per`: again only this long after the last time. None: only once ever."""

    def __post_init__(self) -> None:
        if not _NAME.match(self.name):
            raise CampaignMistake(f"campaign name {self.name!r}: use lower-case letters, digits and _, 2 to 40 of them")
        if not self.starts_on:
            raise CampaignMistake(f"campaign {self.name}: starts_on is empty, so nothing ever starts it")
        if not self.steps:
            raise CampaignMistake(f"campaign {self.name}: it has no steps")
        both = {event.type_name for event in self.starts_on} & {event.type_name for event in self.stops_on}
        if both and self.once_per is OncePer.APPLICATION:
            raise CampaignMistake(f"campaign {self.name}: {', '.join(sorted(both))} both starts and stops it")
        self._check_steps()

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
