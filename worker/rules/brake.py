"""Brake: when so much comes back, is complained of or put off by other mail servers that sending on would do harm."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

WINDOW = timedelta(days=1)
"""What happened within so long is looked at together."""
REST = timedelta(minutes=30)
"""How long sending rests when other servers put off our letters: they say themselves that it passes."""


class Trouble(StrEnum):
    """What can be too much."""

    BOUNCES = "bounces"
    COMPLAINTS = "complaints"
    DEFERRALS = "deferrals"


@dataclass(frozen=True, slots=True)
class Tally:
    """Letters of one sending domain within the window, and what came of them."""

    sent: int = 0
    bounced: int = 0
    complained: int = 0
    deferred: int = 0


@dataclass(frozen=True, slots=True)
class BrakeLimits:
    """Shares of what was sent; 1 switches one off. Google and Yahoo ask for complaints below 0.3 % (sender guidelines)."""

    bounces: float = 0.05
    complaints: float = 0.003
    deferrals: float = 0.25


_AT_LEAST = {Trouble.BOUNCES: 10, Trouble.COMPLAINTS: 3, Trouble.DEFERRALS: 50}
"""Fewer prove nothing, whatever their share."""


def too_much(tally: Tally, limits: BrakeLimits) -> Trouble | None:
    """What there is too much of, the worst first; None while all is well."""
    counted = (
        (Trouble.COMPLAINTS, tally.complained, limits.complaints),
        (Trouble.BOUNCES, tally.bounced, limits.bounces),
        (Trouble.DEFERRALS, tally.deferred, limits.deferrals),
    )
    return next(
        (trouble for trouble, count, share in counted if count >= _AT_LEAST[trouble] and count > share * max(tally.sent, count)),
        None,
    )
