"""From a transport's answer to the message's state: the one mapping there is."""

from __future__ import annotations

from worker.delivery.transport import Accepted, ChannelDown, InDoubt, NotSent, Outcome, Refused
from worker.rules.message_state import MessageState, advance, may_be_released


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
