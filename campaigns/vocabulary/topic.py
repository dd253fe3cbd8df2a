"""Topics: what a person can say yes or no to."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Topic(StrEnum):
    """What a letter is about, as the preference page names it: its name and its line are `[topics]` in `web/texts/`."""

    AFTER_APPLICATION = "after_application"
    PLACEMENT = "placement"
    """Settling in, and the check-ins after it."""
    MILESTONES = "milestones"
    REFERRALS = "referrals"
    TALENT_NETWORK = "talent_network"
    """The umbrella over the four below: joining says yes to them, and each can be left alone."""
    OPENINGS = "openings"
    EVENTS = "events"
    INSIGHT = "insight"
    COMPANY_NEWS = "company_news"

    @property
    def needs_opt_in(self) -> bool:
        """Whether silence means no. The talent network is joined knowingly; the others follow from what happened."""
        return self is Topic.TALENT_NETWORK or self.umbrella is Topic.TALENT_NETWORK

    @property
    def umbrella(self) -> Topic | None:
        """The topic that this one is a part of; None for one that stands by itself."""
        return Topic.TALENT_NETWORK if self in _NETWORK else None


_NETWORK = (Topic.OPENINGS, Topic.EVENTS, Topic.INSIGHT, Topic.COMPANY_NEWS)


def network_topics() -> tuple[Topic, ...]:
    """What the talent network writes about, in the order of the preference page."""
    return _NETWORK


def topics_wanted(said: Mapping[Topic, bool]) -> dict[Topic, bool]:
    """Every topic, with whether it is wanted, from what a person said of some.

    Silence means yes where no opt-in is needed. A part of the network is wanted by its members unless they said no to it,
    and by nobody who is no member.
    """
    wanted = {topic: said.get(topic, not topic.needs_opt_in) for topic in Topic}
    for part in _NETWORK:
        wanted[part] = wanted[Topic.TALENT_NETWORK] and said.get(part, True)
    return wanted
