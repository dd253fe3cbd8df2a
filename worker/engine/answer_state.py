"""From a transport's answer to the message's state, and to when it is tried again: the one mapping there is."""

from __future__ import annotations

from datetime import datetime, timedelta

from worker.delivery.transport import Accepted, ChannelDown, InDoubt, NotSent, Outcome, Refused
from worker.rules.backoff import retry_at
from worker.rules.message_state import MessageState, advance, may_be_released

STOPPED_WHILE_SENDING = "the worker stopped while it was sending"
"""What is said of a letter that nobody will hear an answer about."""
CHANNEL_PAUSE = timedelta(minutes=15)
"""A channel that refuses us is left alone for so long."""


def heard_state(outcome: Outcome) -> MessageState:
    """The state an answer stands for; `claimed` where certainly nothing has left."""
    match outcome:
        case Accepted():
            return MessageState.ACCEPTED
        case Refused():
            return MessageState.REFUSED
        case InDoubt():
            return MessageState.UNKNOWN
        case NotSent() | ChannelDown():
            return MessageState.CLAIMED


def state_of(current: MessageState, outcome: Outcome) -> MessageState:
    """The message's state after the answer: never backwards, but what certainly did not leave is due again."""
    heard = heard_state(outcome)
    if heard is MessageState.CLAIMED:
        return heard if may_be_released(current) else current
    return advance(current, heard)


def again_at(outcome: Outcome, attempts: int, now: datetime, key: str) -> datetime:
    """When a letter that certainly did not leave is tried again, after so many attempts: not before the provider lets us."""
    later = retry_at(attempts, now, key)
    if isinstance(outcome, NotSent) and outcome.retry_at is not None:
        return max(later, outcome.retry_at)
    return max(later, now + CHANNEL_PAUSE) if isinstance(outcome, ChannelDown) else later
