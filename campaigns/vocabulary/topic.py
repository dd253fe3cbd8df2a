"""Topics: what a person can say yes or no to."""

from __future__ import annotations

from enum import StrEnum


class Topic(StrEnum):
    """What a letter is about, as the preference page names it."""

    AFTER_APPLICATION = "after_application"
    TALENT_NETWORK = "talent_network"
    PLACEMENT = "placement"
    MILESTONES = "milestones"
    REFERRALS = "referrals"

    @property
    def needs_opt_in(self) -> bool:
        """Whether silence means no. The talent network is joined knowingly; the others follow from what happened."""
        return self is Topic.TALENT_NETWORK
