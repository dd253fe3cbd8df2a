"""The words campaigns are written in."""

from campaigns.vocabulary.campaign import Anchor, Campaign, CampaignMistake, OncePer
from campaigns.vocabulary.condition import (
    Condition,
    both,
    good_experience,
    has_calendar,
    has_feedback,
    joined,
    reached,
    replied,
)
from campaigns.vocabulary.delay import Delay, business_days, days, hours, months, years
from campaigns.vocabulary.discovery import discover_campaigns
from campaigns.vocabulary.facts import Facts
from campaigns.vocabulary.step import Handoff, Letter, Priority, Step, TimeOfDay, best_hour, morning
from campaigns.vocabulary.topic import Topic

__all__ = [
    "Anchor",
    "Campaign",
    "CampaignMistake",
    "Condition",
    "Delay",
    "Facts",
    "Handoff",
    "Letter",
    "OncePer",
    "Priority",
    "Step",
    "TimeOfDay",
    "Topic",
    "best_hour",
    "both",
    "business_days",
    "days",
    "discover_campaigns",
    "good_experience",
    "has_calendar",
    "has_feedback",
    "hours",
    "joined",
    "months",
    "morning",
    "reached",
    "replied",
    "years",
]
