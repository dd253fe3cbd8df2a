"""Telling: a campaign in sentences a recruiter understands, for commands, pictures and pages."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from campaigns.vocabulary.anchor import Anchor
from campaigns.vocabulary.campaign import Campaign
from campaigns.vocabulary.delay import Delay
from campaigns.vocabulary.once_per import OncePer
from campaigns.vocabulary.step import Attach, Handoff, Letter, Priority, Step, TimeOfDay, WaitFor
from campaigns.vocabulary.tempo import Tempo

_COUNTED_FROM = {
    Anchor.EVENT: "after it",
    Anchor.START_DATE: "after the start date",
    Anchor.LAST_WORD: "after the last word",
}
_TIMES = {TimeOfDay.ANY: "", TimeOfDay.MORNING: ", in the morning", TimeOfDay.BEST: ", at the hour they read"}
_PER = {
    OncePer.CANDIDATE: "once per person",
    OncePer.APPLICATION: "once per application",
    OncePer.PLACEMENT: "once per placement",
    OncePer.EVENT: "once per event",
    OncePer.CHANGE: "once per change",
    OncePer.JOB: "once per opening",
}


def purpose(campaign: Campaign) -> str:
    """The first line of the campaign's own file: what it is for."""
    module = next((one for one in list(sys.modules.values()) if getattr(one, campaign.name, None) is campaign), None)
    return ((module and module.__doc__) or "").strip().split("\n", 1)[0]


def starts(campaign: Campaign) -> str:
    """What starts it, for whom, and how often."""
    names = " or ".join(event.type_name for event in campaign.starts_on) or "six letters in a row without a sign of life"
    whom = f", for {campaign.for_each}" if campaign.for_each is not None else ""
    again = f", again after {campaign.within}" if campaign.within is not None else ""
    return f"{names}{whom}; {_PER[campaign.once_per]}{again}"


def stops(campaign: Campaign) -> str:
    """What stops it; empty where only a no of the person does."""
    return " or ".join(event.type_name for event in campaign.stops_on)


def tempo(campaign: Campaign) -> str:
    """How it uses the reader's tempo."""
    return campaign.tempo.value


def kind(step: Step) -> str:
    """`letter`, `handoff` or `wait`."""
    match step:
        case Letter():
            return "letter"
        case Handoff():
            return "handoff"
        case WaitFor():
            return "wait"


def due(campaign: Campaign, step: Step) -> str:
    """When the step is due."""
    at = _TIMES[step.at] if isinstance(step, Letter) else ""
    after = "at once" if step.after.count == 0 else f"{step.after} {_COUNTED_FROM[campaign.anchor]}"
    again = f", then every {_each(step.every)}" if isinstance(step, Letter) and step.every is not None else ""
    return f"{after}{at}{again}"


def conditions(step: Step) -> str:
    """For whom; empty where it is for everybody."""
    said = [f"only when: {step.when}" if step.when else "", f"not when: {step.unless}" if step.unless else ""]
    return "; ".join(filter(None, said))


def details(step: Step) -> Iterator[str]:
    """What else it says, a few words each."""
    match step:
        case Letter():
            yield from _letter_details(step)
        case Handoff():
            yield f"“{step.ask_in('en')}”"
            yield f"waits for a colleague, at most {step.deadline}"
        case WaitFor():
            yield f"waits for: {step.what}; at most {step.at_most}"


def _letter_details(step: Letter) -> Iterator[str]:
    if step.answers_event:
        yield "answers what happened: neither tempo nor budget hold it back"
    if step.priority is not Priority.NORMAL:
        yield f"priority {step.priority.name.lower()}"
    if step.at_most_once_in is not None:
        yield f"at most once in {step.at_most_once_in}"
    if step.attach is Attach.CALENDAR_FILE:
        yield "with a calendar file"
    if step.variants:
        yield f"variants: plain, {', '.join(step.variants)}"
    if step.holdout:
        yield f"{step.holdout} of a hundred get none"
    yield f"skipped when {step.expires} late"


def _each(every: Delay) -> str:
    return str(every) if every.count != 1 else str(every).removeprefix("1 ")


def uses_tempo(campaign: Campaign) -> bool:
    """Whether it says anything of its own about tempo."""
    return campaign.tempo is not Tempo.FOLLOWS
