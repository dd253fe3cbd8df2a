"""Checks: what a campaign cannot be, however it is written. Each is refused at start, with file, line and remedy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from campaigns.vocabulary.anchor import Anchor
from campaigns.vocabulary.audience import Invited, Matching
from campaigns.vocabulary.mistake import CampaignMistake
from campaigns.vocabulary.once_per import OncePer
from campaigns.vocabulary.step import Attach, Handoff, Letter, Step
from campaigns.vocabulary.tempo import Tempo
from schemas.event import Event, event_types

if TYPE_CHECKING:
    from campaigns.vocabulary.campaign import Campaign

_NAME = re.compile(r"^[a-z][a-z0-9_]{1,39}$")
_MOST_HELD_OUT = 50
Finding = tuple[str, str]
"""What is wrong, and how to mend it."""


def check(campaign: Campaign) -> None:
    """Refuse a campaign that cannot work as written. Raises `CampaignMistake` for the first mistake, at its own line."""
    for finding in _in_campaign(campaign):
        raise CampaignMistake(f"campaign {campaign.name}: {finding[0]}", finding[1], where=campaign.where)
    for position, step in enumerate(campaign.steps):
        for find in _IN_STEPS:
            for what, remedy in find(campaign, position, step):
                raise CampaignMistake(f"campaign {campaign.name}, step {step.id!r}: {what}", remedy, where=step.where)


def _in_campaign(campaign: Campaign) -> Iterator[Finding]:
    if not _NAME.match(campaign.name):
        yield "such a name cannot be a file's", "Use lower-case letters, digits and _, 2 to 40 of them"
    named: tuple[object, ...] = (*campaign.starts_on, *campaign.stops_on)
    for event in named:
        if not (isinstance(event, type) and issubclass(event, Event) and event.type_name):
            known = ", ".join(sorted(kind.__name__ for kind in event_types().values()))
            yield f"{event!r} is no event", f"Name classes of schemas/events/: {known}"
            return
    if not campaign.steps:
        yield "it has no steps", "Give it at least one Letter or Handoff"
    yield from _in_starts(campaign)
    yield from _in_audience(campaign)
    yield from _in_anchor(campaign)


def _in_starts(campaign: Campaign) -> Iterator[Finding]:
    if not campaign.starts_on and campaign.tempo is not Tempo.LAST_QUESTION:
        yield "starts_on is empty, so nothing ever starts it", "Name the events that do"
    both = sorted({event.type_name for event in campaign.starts_on} & {event.type_name for event in campaign.stops_on})
    if both:
        yield f"{', '.join(both)} both starts and stops it", "Take it out of one of the two"


def _in_audience(campaign: Campaign) -> Iterator[Finding]:
    of_nobody = [event.type_name for event in campaign.starts_on if not event.type_name.startswith("candidate.")]
    if campaign.for_each is None:
        if of_nobody:
            remedy = "Say for whom it starts: for_each=matching(at_most=25, a_day=5) or for_each=members(Topic.EVENTS)"
            yield f"{', '.join(of_nobody)} is about no single person", remedy
        if campaign.once_per is OncePer.JOB:
            yield "once per opening, but no opening starts it", "Start it on JobOpened, with for_each=matching(…)"
        return
    if len(of_nobody) != len(campaign.starts_on):
        yield "for_each= is for events about no single person", "Start it on JobOpened or CommunityAnnounced alone"
    if isinstance(campaign.for_each, Invited) and not all(name.startswith("community.") for name in of_nobody):
        yield "invited() tells of changes to a community event", "Start it on CommunityAnnounced and CommunityCalledOff"
    if isinstance(campaign.for_each, Matching) and of_nobody != ["job.opened"]:
        yield "matching() compares people with an opening", "Start it on JobOpened"
    if isinstance(campaign.for_each, Invited) is not (campaign.once_per is OncePer.CHANGE):
        yield "a change is told to those who were invited", "Say for_each=invited(…) and once_per=OncePer.CHANGE, or neither"
    if campaign.once_per not in (OncePer.JOB, OncePer.EVENT, OncePer.CHANGE):
        yield "it would reach each person only once ever", "Say once_per=OncePer.JOB or once_per=OncePer.EVENT"
    if not campaign.topic.needs_opt_in:
        yield f"silence means yes to {campaign.topic.value}, and it would write to many", "Give it a topic that people join"


def _in_anchor(campaign: Campaign) -> Iterator[Finding]:
    if campaign.anchor is Anchor.LAST_WORD and campaign.once_per is not OncePer.APPLICATION:
        yield "the last word is one on an application", "Say once_per=OncePer.APPLICATION"
    if campaign.anchor is not Anchor.EVENT and campaign.for_each is not None:
        yield "what is about no single person has no such anchor", "Leave out anchor="


def _id(campaign: Campaign, position: int, step: Step) -> Iterator[Finding]:
    if not _NAME.match(step.id):
        yield "such an id cannot be a folder's", "Use lower-case letters, digits and _, 2 to 40 of them"
    if step.id in {other.id for other in campaign.steps[:position]}:
        yield "the id is used twice", "Ids are what 'sent once' hangs on: give each step its own, and never change it"


def _reached(campaign: Campaign, position: int, _step: Step) -> Iterator[Finding]:
    for earlier in campaign.steps[:position]:
        if isinstance(earlier, Letter) and earlier.every is not None:
            yield f"it is never reached: {earlier.id!r} before it recurs for ever", "Put the recurring step last"
            return


def _conditions(_campaign: Campaign, _position: int, step: Step) -> Iterator[Finding]:
    if step.when is not None and step.unless is not None and step.unless.name in step.when.needs:
        yield f"it is never reached: only when and not when {step.unless}", "Take out one of the two"


def _letter(campaign: Campaign, _position: int, step: Step) -> Iterator[Finding]:
    if not isinstance(step, Letter):
        return
    if step.expires.count == 0:
        yield "it expires the moment it is due, so it never leaves", "Give it some days: expires=days(7)"
    if not 0 <= step.holdout <= _MOST_HELD_OUT:
        yield f"holdout={step.holdout} of a hundred", f"Hold out 0 to {_MOST_HELD_OUT}"
    if not all(_NAME.match(variant) for variant in step.variants) or len(set(step.variants)) != len(step.variants):
        yield f"variants {list(step.variants)}", "Name each once, in lower-case letters, digits and _"
    if step.attach is Attach.CALENDAR_FILE and not any(event.type_name == "community.announced" for event in campaign.starts_on):
        yield "there is no event to put into a calendar", "Start the campaign on CommunityAnnounced, or leave out attach="


def _recurring(campaign: Campaign, _position: int, step: Step) -> Iterator[Finding]:
    if not isinstance(step, Letter) or step.every is None:
        return
    if step.every.count == 0:
        yield "every=0 would never end", "Say how long after the one before it comes again"
    if step.every.unit != step.after.unit:
        yield "after= and every= are in different units", "Give both in the same one"
    if campaign.anchor is Anchor.LAST_WORD:
        yield "after a letter the silence counts anew, so none can recur", "Write a step for each letter"


def _handoff(_campaign: Campaign, _position: int, step: Step) -> Iterator[Finding]:
    if isinstance(step, Handoff) and step.deadline.count == 0:
        yield "a deadline of nothing waits for nobody", "Give colleagues some days: deadline=days(3)"
    if isinstance(step, Handoff) and (not step.ask or (not isinstance(step.ask, str) and not all(step.ask.values()))):
        yield "it asks nothing", "Say in a sentence what the recruiter is to do: ask=…"
    elif isinstance(step, Handoff) and not isinstance(step.ask, str) and "en" not in step.ask:
        yield "it asks nothing in English, which is read where there is no other", 'Say it: ask={"en": …}'


_IN_STEPS: tuple[Callable[[Campaign, int, Step], Iterator[Finding]], ...] = (
    _id, _reached, _conditions, _letter, _recurring, _handoff,
)  # fmt: skip
