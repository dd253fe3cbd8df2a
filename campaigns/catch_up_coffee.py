"""Once a year, between two anniversaries: half an hour and a coffee, without an agenda. Practice 16."""

from campaigns.vocabulary import Anchor, Campaign, Letter, OncePer, Topic, best_hour, days, months
from schemas.events.candidate_hired import CandidateHired
from schemas.events.candidate_left import CandidateLeft
from schemas.events.candidate_unhired import CandidateUnhired

catch_up_coffee = Campaign(
    "catch_up_coffee",
    topic=Topic.PLACEMENT,
    starts_on=[CandidateHired],
    anchor=Anchor.START_DATE,
    once_per=OncePer.PLACEMENT,
    stops_on=[CandidateLeft, CandidateUnhired],
    steps=[
        Letter("invitation", after=months(8), every=months(12), at=best_hour, expires=days(30)),
    ],
)
