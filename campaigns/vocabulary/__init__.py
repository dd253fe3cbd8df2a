"""The words campaigns are written in."""

from campaigns.vocabulary.anchor import Anchor
from campaigns.vocabulary.audience import Audience, Invited, Matching, Members, invited, matching, members
from campaigns.vocabulary.campaign import Campaign
from campaigns.vocabulary.condition import (
    Condition,
    applying,
    both,
    called_off,
    complained,
    either,
    good_experience,
    has_calendar,
    has_feedback,
    hired_again,
    joined,
    left_placement,
    moved_into_hiring_role,
    placed,
    reached,
    replied,
    sent,
    turned_down_within,
)
from campaigns.vocabulary.delay import Delay, business_days, days, hours, months, years
from campaigns.vocabulary.discovery import discover_campaigns
from campaigns.vocabulary.facts import Facts, Life
from campaigns.vocabulary.mistake import CampaignMistake
from campaigns.vocabulary.once_per import OncePer
from campaigns.vocabulary.step import (
    Attach,
    Handoff,
    Letter,
    Priority,
    Step,
    TimeOfDay,
    WaitFor,
    best_hour,
    calendar_file,
    morning,
)
from campaigns.vocabulary.tempo import Tempo
from campaigns.vocabulary.topic import Topic

__all__ = [
    "Anchor",
    "Attach",
    "Audience",
    "Campaign",
    "CampaignMistake",
    "Condition",
    "Delay",
    "Facts",
    "Handoff",
    "Invited",
    "Letter",
    "Life",
    "Matching",
    "Members",
    "OncePer",
    "Priority",
    "Step",
    "Tempo",
    "TimeOfDay",
    "Topic",
    "WaitFor",
    "applying",
    "best_hour",
    "both",
    "business_days",
    "calendar_file",
    "called_off",
    "complained",
    "days",
    "discover_campaigns",
    "either",
    "good_experience",
    "has_calendar",
    "has_feedback",
    "hired_again",
    "hours",
    "invited",
    "joined",
    "left_placement",
    "matching",
    "members",
    "months",
    "morning",
    "moved_into_hiring_role",
    "placed",
    "reached",
    "replied",
    "sent",
    "turned_down_within",
    "years",
]
