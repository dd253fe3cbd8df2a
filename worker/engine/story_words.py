"""The words a story is told in: what codes, states and signals mean to a recruiter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from worker.rules.message_state import MessageState
from worker.rules.reasons import Reason
from worker.rules.signal_kind import SignalKind

_HAPPENED: Mapping[str, str] = MappingProxyType(
    {
        "candidate.applied": "They applied",
        "candidate.advanced": "They came a stage further",
        "candidate.rejected": "They were turned down",
        "candidate.unrejected": "The rejection was taken back",
        "candidate.withdrew": "They withdrew",
        "candidate.hired": "They were hired",
        "candidate.unhired": "The hire was taken back",
        "candidate.left": "They left the job",
        "candidate.role_changed": "They have a new role",
        "candidate.updated": "Their details were updated",
        "candidate.opted_in": "Upstream says they asked for letters",
        "candidate.opted_out": "Upstream says they want no letters",
        "candidate.merged": "Two records turned out to be one person",
        "candidate.erased": "They asked to be erased",
    }
)

_CAME_BACK: Mapping[str, str] = MappingProxyType(
    {
        SignalKind.PROCESSED.value: "The mail provider took it on",
        SignalKind.DEFERRED.value: "Their mail server asks to try later",
        SignalKind.DELIVERED.value: "It arrived",
        SignalKind.SOFT_BOUNCED.value: "It came back, for a passing reason",
        SignalKind.HARD_BOUNCED.value: "It came back: the address is no good",
        SignalKind.BOUNCED_OURS.value: "It came back for a reason on our side",
        SignalKind.DROPPED.value: "The mail provider did not even try",
        SignalKind.OPENED.value: "Opened",
        SignalKind.CLICKED.value: "A link in it was followed",
        SignalKind.COMPLAINED.value: "They marked it as unwanted",
        SignalKind.UNSUBSCRIBED.value: "They unsubscribed",
        SignalKind.UNSUBSCRIBED_ONE_CLICK.value: "They unsubscribed with their mail program's own button",
        SignalKind.UNSUBSCRIBED_TOPIC.value: "They unsubscribed from what it is about",
        SignalKind.REPLIED.value: "They answered",
        SignalKind.AUTO_REPLIED.value: "An automatic answer came back",
        SignalKind.OUT_OF_OFFICE.value: "They are out of office",
        SignalKind.REPLIED_STOP.value: "They answered that we should stop",
    }
)

_BUTTONS: Mapping[str, str] = MappingProxyType(
    {
        "unsubscribed by page": "unsubscribed by a link in a letter",
        "unsubscribed by one_click": "unsubscribed with their mail program's own button",
        "unsubscribed by preferences": "unsubscribed on the preferences page",
    }
)

STANDS: Mapping[str, str] = MappingProxyType(
    {
        MessageState.CLAIMED.value: "has not left yet",
        MessageState.SENDING.value: "is leaving now",
        MessageState.UNKNOWN.value: "is in doubt: nobody can tell whether it left",
        MessageState.REFUSED.value: "was refused",
        MessageState.ACCEPTED.value: "was accepted by the mail provider",
        MessageState.DELIVERED.value: "arrived",
        MessageState.SOFT_BOUNCED.value: "came back for a passing reason",
        MessageState.DROPPED.value: "was dropped by the mail provider",
        MessageState.BOUNCED.value: "came back: the address is no good",
        MessageState.COMPLAINED.value: "arrived, and they marked it as unwanted",
    }
)
"""A letter's state, as the end of the sentence that begins with "the letter"."""

_TITLES: Mapping[str, str] = MappingProxyType(
    {
        "enroll": "{campaign} begins with {step}",
        "redate": "{campaign}: {step} has a new date",
        "send": "{campaign}: the letter {step} was handed to the mail provider",
        "defer": "{campaign}: {step} waits",
        "skip": "{campaign}: {step} was passed over",
        "wait": "{campaign}: {step} is waited for no longer",
        "stop": "{campaign} ended",
        "doubt": "{campaign}: {step} is in doubt",
        "resolve": "{campaign}: the doubt about {step} was settled",
        "resume": "{campaign} goes on",
        "tempo": "Tempo: {detail}",
        "pause": "Everything automatic pauses",
        "merge": "Two records became one person",
        "choice": "A choice of theirs",
        "ask": "A question went to their own mailbox",
        "confirm": "They confirmed it from their own mailbox",
        "remind": "A task waits for a colleague",
        "renew": "Whether they stay in the talent network could not be asked",
        "signal": "Something came back",
        "lift": "A colleague lifted what kept letters from them",
    }
)
_WITHOUT_A_STEP: Mapping[str, str] = MappingProxyType(
    {"skip": "{campaign} did not begin", "stop": "No more letters to them", "enroll": "{campaign} begins"}
)


def said_at(at: datetime, zone: ZoneInfo) -> str:
    """An instant as people say it, on the clock of `zone`: `Wed 7 Jan 2026, 09:12`."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %Y, %H:%M}"


def said_step(step: str | None) -> str:
    """A step's id as words."""
    return f"“{step.replace('_', ' ')}”" if step else "it"


def sentence_of(code: str | None) -> str | None:
    """The sentence of a reason's code; the code itself when this version does not know it."""
    if code is None:
        return None
    try:
        return Reason(code).sentence
    except ValueError:
        return code


def said_decision(action: str, campaign: str | None, step: str | None, detail: str | None) -> str:
    """What was decided, in some words."""
    title = _TITLES.get(action, action)
    if step is None or campaign is None:
        title = _WITHOUT_A_STEP.get(action, title)
    return title.format(campaign=campaign or "Every campaign", step=said_step(step), detail=detail or "")


def said_detail(action: str, reason: str, detail: str | None) -> str | None:
    """A decision's detail, where it says more than the title and the sentence do."""
    if not detail or action == "tempo" or detail.startswith("signal "):
        return None
    if detail == f"{reason} until after it expires":
        return "That would be later than the letter keeps."
    return _HAPPENED.get(detail) or said_how(detail.replace("_", " ") if action == "choice" else detail)


def said_how(how: str) -> str:
    """How somebody's word reached us, as it is kept with it, in words."""
    by, _, code = how.partition(" ")
    if by == "signal":
        return _CAME_BACK.get(code, how)
    if by == "upstream":
        return f"said by {code}"
    return _BUTTONS.get(how, how)


def said_event(event_type: str, body: str) -> str:
    """What upstream told us, with the role and stage it named."""
    words = _HAPPENED.get(event_type, event_type)
    data = _dict(orjson.loads(body)).get("data")
    application, placement = _dict(_dict(data).get("application")), _dict(_dict(data).get("placement"))
    job = _dict(application.get("job"))
    said = [job.get("title") or placement.get("job_title"), application.get("stage")]
    if placement.get("start_date"):
        said.append(f"from {placement['start_date']}")
    named = ", ".join(str(word) for word in said if word)
    return f"{words} ({named})" if named else words


def said_signal(kind: str, human: bool | None) -> str:
    """What came back; of opens and clicks, whether by a person."""
    words = _CAME_BACK.get(kind, kind)
    if human is None:
        return words
    return f"{words} by a person" if human else f"{words} by a machine, which says nothing about them"


def _dict(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
