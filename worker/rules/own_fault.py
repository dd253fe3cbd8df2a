"""Own fault: when so many letters come back for a reason on our side that sending on would only make it worse."""

from __future__ import annotations

from datetime import timedelta

WINDOW = timedelta(days=1)
"""What came back within so long is looked at together."""
LEAST = 5
ONE_IN = 10


def must_pause(own_fault: int, delivered: int) -> bool:
    """Whether sending must stop: at least five letters, and at least one in ten of those whose fate is known."""
    return own_fault >= LEAST and own_fault * ONE_IN >= own_fault + delivered
