"""History: the letters somebody had from us, and what they did with them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PastLetter:
    """One letter that left, or may have left: what is in doubt counts as sent."""

    sent_at: datetime
    campaign: str
    step: str
    trackable: bool = True
    """Whether an open or click could have been seen at all."""
    delivered: bool = True
    opened_at: datetime | None = None
    """The last open by a person; likewise below. What a machine did is only in `machine_touched`."""
    clicked_at: datetime | None = None
    replied_at: datetime | None = None
    machine_touched: bool = False
    """A privacy proxy or a link scanner opened or clicked it, so silence about it proves nothing."""
