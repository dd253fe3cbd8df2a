"""Message state: how far a letter got. It never goes backwards, whatever the order of the news. See docs/states.md."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class MessageState(StrEnum):
    """How far a letter got, in order of precedence: of two words about one letter the later in this list holds."""

    CLAIMED = "claimed"
    """A worker holds it; nothing has left."""
    SENDING = "sending"
    """Committed just before the bytes leave."""
    UNKNOWN = "unknown"
    """Nobody can tell whether it left. Never sent again by itself."""
    REFUSED = "refused"
    """The provider said no to it for good."""
    ACCEPTED = "accepted"
    """The provider took it."""
    DELIVERED = "delivered"
    """Their mail server took it."""
    SOFT_BOUNCED = "soft_bounced"
    """It came back for a passing reason, or for a fault of ours."""
    DROPPED = "dropped"
    """The provider never tried."""
    BOUNCED = "bounced"
    """It came back: the address is no good. May come after `delivered`."""
    COMPLAINED = "complained"
    """They marked it as unwanted."""


class Owner(StrEnum):
    """Whose word makes a transition; each has exactly one."""

    WORKER = "worker"
    """The worker that holds the lease, about its own doing."""
    ANSWER = "answer"
    """The answer to our call, even late; after a doubt, the provider's event or a person give it."""
    PROVIDER = "provider"
    """The provider's own events, about what came after."""


RANK: Mapping[MessageState, int] = MappingProxyType({state: rank for rank, state in enumerate(MessageState)})
"""Higher wins."""

OWNER: Mapping[MessageState, Owner] = MappingProxyType(
    {
        MessageState.CLAIMED: Owner.WORKER,
        MessageState.SENDING: Owner.WORKER,
        MessageState.UNKNOWN: Owner.WORKER,
        MessageState.REFUSED: Owner.ANSWER,
        MessageState.ACCEPTED: Owner.ANSWER,
        MessageState.DELIVERED: Owner.PROVIDER,
        MessageState.SOFT_BOUNCED: Owner.PROVIDER,
        MessageState.DROPPED: Owner.PROVIDER,
        MessageState.BOUNCED: Owner.PROVIDER,
        MessageState.COMPLAINED: Owner.PROVIDER,
    }
)
"""Who may say that a letter got there."""


def advance(current: MessageState, heard: MessageState) -> MessageState:
    """The state after `heard`: the higher of the two, so that duplicates and disorder change nothing.

    Only `sending` can become `unknown`. What was `unknown` is resolved by any word of the provider or of a person.
    """
    if heard is MessageState.UNKNOWN and current is not MessageState.SENDING:
        return current
    return heard if RANK[heard] > RANK[current] else current


def transitions() -> tuple[tuple[MessageState, MessageState, Owner], ...]:
    """Every transition there is, with its owner; docs/states.md lists the same."""
    return tuple(
        (current, heard, OWNER[heard])
        for current in MessageState
        for heard in MessageState
        if advance(current, heard) is heard and heard is not current
    )


def may_be_released(current: MessageState) -> bool:
    """Whether the lease's holder may give it back as due, because certainly nothing has left."""
    return current in (MessageState.CLAIMED, MessageState.SENDING)


def counts_as_sent(state: MessageState) -> bool:
    """Whether it counts in the budget: it left, or may have left."""
    return state not in (MessageState.CLAIMED, MessageState.REFUSED)
