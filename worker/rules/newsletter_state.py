"""Newsletter state: what may be done with an issue, from draft to done; and when an approval needs a second pair of eyes."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

SECOND_NAME_ABOVE = 1000
"""An issue to more people than this is approved by somebody else than whoever made it."""


class IssueState(StrEnum):
    """Where an issue stands."""

    DRAFT = "draft"
    CHECKED = "checked"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    SENDING = "sending"
    PAUSED = "paused"
    DONE = "done"
    CANCELLED = "cancelled"


class Step(StrEnum):
    """What somebody does with an issue."""

    CHECK = "check"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    CANCEL = "cancel"


_S = IssueState
ALLOWED: Mapping[Step, frozenset[IssueState]] = MappingProxyType(
    {
        Step.CHECK: frozenset({_S.DRAFT, _S.CHECKED, _S.APPROVED}),
        Step.APPROVE: frozenset({_S.CHECKED}),
        Step.SCHEDULE: frozenset({_S.APPROVED, _S.SCHEDULED}),
        Step.START: frozenset({_S.APPROVED, _S.SCHEDULED}),
        Step.PAUSE: frozenset({_S.SCHEDULED, _S.SENDING}),
        Step.RESUME: frozenset({_S.PAUSED}),
        Step.CANCEL: frozenset({_S.DRAFT, _S.CHECKED, _S.APPROVED, _S.SCHEDULED, _S.SENDING, _S.PAUSED}),
    }
)
"""From which states each step may be taken. Checking what is approved takes the approval back."""

_INSTEAD: Mapping[IssueState, str] = MappingProxyType(
    {
        _S.DRAFT: "Check it first: rapport newsletter check",
        _S.CHECKED: "It waits for approval: rapport newsletter approve",
        _S.APPROVED: "Start it, or give it a time: rapport newsletter start, or schedule",
        _S.SCHEDULED: "It starts by itself at its time.",
        _S.SENDING: "It is on its way: rapport newsletter pause, or cancel, stops what has not left.",
        _S.PAUSED: "Let it go on, or end it: rapport newsletter resume, or cancel",
        _S.DONE: "It is over; make a new issue.",
        _S.CANCELLED: "It was cancelled; make a new issue.",
    }
)

_AS: Mapping[IssueState, str] = MappingProxyType({_S.DRAFT: "a draft", _S.SENDING: "on its way", _S.DONE: "over"})
_PUT: Mapping[Step, str] = MappingProxyType(
    {
        Step.CHECK: "checked",
        Step.APPROVE: "approved",
        Step.SCHEDULE: "scheduled",
        Step.START: "started",
        Step.PAUSE: "paused",
        Step.RESUME: "resumed",
        Step.CANCEL: "cancelled",
    }
)


def why_not(step: Step, state: IssueState) -> str | None:
    """A sentence that says why the step cannot be taken now, and what can be; None when it may be taken."""
    if state in ALLOWED[step]:
        return None
    return f"An issue that is {_AS.get(state, state)} cannot be {_PUT[step]}. {_INSTEAD[state]}"


def why_not_approved_by(name: str, maker: str, audience: int) -> str | None:
    """Why this person's approval is not enough; None when it is."""
    if not name.strip():
        return "An approval has a name: --as NAME"
    if audience > SECOND_NAME_ABOVE and name.strip().casefold() == maker.strip().casefold():
        return f"{maker} made it, and {audience:,} people are more than {SECOND_NAME_ABOVE:,}: somebody else approves it."
    return None
