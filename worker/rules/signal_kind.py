"""Signal kinds: what can come back about a letter, whoever brings it."""

from __future__ import annotations

from enum import StrEnum

from worker.rules.message_state import MessageState


class SignalKind(StrEnum):
    """One thing that came back: from the provider, from the person's mail, or from our own links."""

    PROCESSED = "processed"
    DEFERRED = "deferred"
    DELIVERED = "delivered"
    SOFT_BOUNCED = "soft_bounced"
    HARD_BOUNCED = "hard_bounced"
    BOUNCED_OURS = "bounced_ours"
    """It came back through a fault of ours (DKIM, policy, content, reputation): never the address's."""
    DROPPED = "dropped"
    OPENED = "opened"
    CLICKED = "clicked"
    COMPLAINED = "complained"
    UNSUBSCRIBED = "unsubscribed"
    UNSUBSCRIBED_ONE_CLICK = "unsubscribed_one_click"
    """By the mail program's own button (RFC 8058)."""
    UNSUBSCRIBED_TOPIC = "unsubscribed_topic"
    """From what the letter is about, whichever the button; the rest goes on."""
    REPLIED = "replied"
    AUTO_REPLIED = "auto_replied"
    OUT_OF_OFFICE = "out_of_office"
    REPLIED_STOP = "replied_stop"

    @property
    def implies(self) -> MessageState:
        """How far the letter must have got for this to come back. Whoever touched it, it had arrived."""
        return _IMPLIES.get(self, MessageState.DELIVERED)


UNSUBSCRIBES = (
    SignalKind.UNSUBSCRIBED,
    SignalKind.UNSUBSCRIBED_ONE_CLICK,
    SignalKind.UNSUBSCRIBED_TOPIC,
    SignalKind.REPLIED_STOP,
)
"""What a report counts as such: the person's own wish to get nothing more, or nothing more of this."""
_IMPLIES = {
    SignalKind.PROCESSED: MessageState.ACCEPTED,
    SignalKind.DEFERRED: MessageState.ACCEPTED,
    SignalKind.SOFT_BOUNCED: MessageState.SOFT_BOUNCED,
    SignalKind.BOUNCED_OURS: MessageState.SOFT_BOUNCED,
    SignalKind.HARD_BOUNCED: MessageState.BOUNCED,
    SignalKind.DROPPED: MessageState.DROPPED,
    SignalKind.COMPLAINED: MessageState.COMPLAINED,
}
