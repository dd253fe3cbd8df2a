"""What a person goes through a campaign once per."""

from __future__ import annotations

from enum import Enum


class OncePer(Enum):
    """The key under which a person enters a campaign once is taken from the event."""

    CANDIDATE = "candidate"
    APPLICATION = "application"
    PLACEMENT = "placement"
    EVENT = "event"
    """Each such event, or each community event announced."""
    CHANGE = "change"
    """Each change of a community event: it moved, or was called off."""
    JOB = "job"
    """Each opening."""
