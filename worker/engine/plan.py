"""Plan: when the steps of a campaign are due for one person. Pure; nothing here is stored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from campaigns.vocabulary import Anchor, Campaign, Letter, Step, TimeOfDay, WaitFor
from campaigns.vocabulary.delay import Delay
from worker.rules.calendar import add_delay, due_at, expires_at
from worker.rules.place import Place
from worker.rules.reasons import Reason


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the steps of one enrollment are counted from."""

    at: datetime
    day: date | None
    place: Place
    spread_key: str


@dataclass(frozen=True, slots=True)
class Stand:
    """A step, its occurrence and when it is due."""

    step: Step
    occurrence: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Missed:
    """A step passed over while planning, and why."""

    step_id: str
    occurrence: int
    reason: Reason


def _delay(step: Step, occurrence: int) -> Delay:
    """The anniversary of a 29 February is counted from that day each time, not from the year before's."""
    if not isinstance(step, Letter) or step.every is None:
        return step.after
    return Delay(step.after.count + step.every.count * (occurrence - 1), step.after.unit)


def due(campaign: Campaign, step: Step, occurrence: int, anchors: Anchors) -> datetime:
    """When the step is due. Raises ValueError when the campaign counts from a start date and none is known."""
    start: datetime | date = anchors.at
    if campaign.anchor is Anchor.START_DATE:
        if anchors.day is None:
            raise ValueError(f"campaign {campaign.name} counts from the start date, and none is known")
        start = anchors.day
    at = step.at if isinstance(step, Letter) else TimeOfDay.ANY
    return due_at(start, _delay(step, occurrence), at, anchors.place, f"{anchors.spread_key}:{step.id}")


def _from(campaign: Campaign, position: int, occurrence: int, anchors: Anchors) -> Iterator[Stand]:
    for step in campaign.steps[position:]:
        yield Stand(step, occurrence, due(campaign, step, occurrence, anchors))
        while isinstance(step, Letter) and step.every is not None:
            occurrence += 1
            yield Stand(step, occurrence, due(campaign, step, occurrence, anchors))
        occurrence = 1


def first_stand(campaign: Campaign, anchors: Anchors, now: datetime) -> tuple[Stand | None, tuple[Missed, ...]]:
    """Where somebody starts, and what is passed over.

    Dates in the data that had passed before we knew of them are not made up for: a hire of five years ago starts at
    its next anniversary. What follows from an event that has just happened is judged by its expiry instead.
    A silence that was over before we knew of it is nobody's now, so it is not broken.
    """
    missed: list[Missed] = []
    for stand in _from(campaign, 0, 1, anchors):
        if campaign.anchor is Anchor.EVENT or _last_moment(campaign, stand, anchors) >= now:
            return stand, tuple(missed)
        missed.append(Missed(stand.step.id, stand.occurrence, Reason.BEFORE_WE_KNEW))
    return None, tuple(missed)


def _last_moment(campaign: Campaign, stand: Stand, anchors: Anchors) -> datetime:
    """Until when somebody may still start at a step: its date, or for a silence, which counts anew, its expiry."""
    if campaign.anchor is Anchor.LAST_WORD and isinstance(stand.step, Letter):
        return expires_at(stand.due_at, stand.step.expires, anchors.place)
    return stand.due_at


def spoken(campaign: Campaign, anchors: Anchors, at: datetime) -> Anchors:
    """The anchors once a step is over at `at`: after a word of ours a silence counts anew; any other anchor stays."""
    return replace(anchors, at=at) if campaign.anchor is Anchor.LAST_WORD else anchors


def next_stand(campaign: Campaign, step_id: str, occurrence: int, anchors: Anchors) -> Stand | None:
    """What comes after a step; None when the campaign is over for them. A recurring step comes after itself."""
    position, step = campaign.step_at(step_id)
    if isinstance(step, Letter) and step.every is not None:
        return Stand(step, occurrence + 1, due(campaign, step, occurrence + 1, anchors))
    return next(_from(campaign, position + 1, 1, anchors), None)


def latest_end(step: Step, due: datetime, place: Place) -> datetime:
    """By when a step that is due then is over at the latest, and what follows it may be due: a wait has its deadline."""
    return add_delay(due, step.at_most, place) if isinstance(step, WaitFor) else due


def priority_of(step: Step) -> int:
    """Handoffs go first: they only write to colleagues."""
    return int(step.priority) if isinstance(step, Letter) else 100
