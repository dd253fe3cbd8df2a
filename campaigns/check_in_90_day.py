"""Ninety days in: ask how the new job goes. Practice 10."""

from campaigns.vocabulary import Anchor, Campaign, Letter, OncePer, Priority, Topic, days, morning
from schemas.events.candidate_hired import CandidateHired
from schemas.events.candidate_left import CandidateLeft
from schemas.events.candidate_unhired import CandidateUnhired

check_in_90_day = Campaign(
    "check_in_90_day",
    topic=Topic.PLACEMENT,
    starts_on=[CandidateHired],
    anchor=Anchor.START_DATE,
    once_per=OncePer.PLACEMENT,
    stops_on=[CandidateLeft, CandidateUnhired],
    steps=[
        Letter("how_is_it_going", after=days(90), at=morning, priority=Priority.HIGH),
    ],
)
