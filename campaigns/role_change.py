"""Somebody placed has taken another role: say well done, and ask for nothing. Practice 12."""

from campaigns.vocabulary import Campaign, Letter, OncePer, Priority, Topic, business_days, days, morning
from schemas.events.candidate_left import CandidateLeft
from schemas.events.candidate_role_changed import CandidateRoleChanged

role_change = Campaign(
    "role_change",
    topic=Topic.MILESTONES,
    starts_on=[CandidateRoleChanged],
    once_per=OncePer.CANDIDATE,
    within=days(90),
    stops_on=[CandidateLeft],
    steps=[
        Letter("congratulations", after=business_days(2), at=morning, priority=Priority.HIGH),
    ],
)
