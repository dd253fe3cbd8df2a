"""What may be wrong with a mailbox: it is away, or it does not let us in."""

from __future__ import annotations


class MailboxTrouble(Exception):
    """Nothing can be read now. The sentence says why, without secrets."""


class MailboxAway(MailboxTrouble):
    """It may be better in a moment: no connection, a time-out, an answer cut short."""


class MailboxRefused(MailboxTrouble):
    """It stays so until a person mends it: a wrong password, a certificate not to be trusted, no such folder."""
