"""Somebody placed moved into a role that hires: what we know about hiring, whether or not they ever buy. Practice 15."""

from campaigns.vocabulary import Campaign, Letter, OncePer, Topic, days, morning, moved_into_hiring_role
from schemas.events.candidate_left import CandidateLeft
from schemas.events.candidate_role_changed import CandidateRoleChanged

hiring_help = Campaign(
    "hiring_help",
    topic=Topic.MILESTONES,
    starts_on=[CandidateRoleChanged],
    once_per=OncePer.CANDIDATE,
    within=days(365),
    stops_on=[CandidateLeft],
    steps=[
        Letter("first_hires", after=days(30), at=morning, when=moved_into_hiring_role, expires=days(30)),
    ],
)
