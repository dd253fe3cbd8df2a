"""The moment that steps are counted from."""

from __future__ import annotations

from enum import Enum


class Anchor(Enum):
    """What `after=` counts from. An event or date that moves moves what is still to come."""

    EVENT = "event"
    """When the starting event happened."""
    START_DATE = "start_date"
    """The placement's start date: a date in the data, so it moves when the data moves."""
    LAST_WORD = "last_word"
    """The last word on an application, upstream's or ours: each event that starts the campaign, and each letter of it, counts
    anew. For silence: `after=business_days(10)` is ten business days without a word."""
