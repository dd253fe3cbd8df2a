"""Each year on the start date, a note, until they leave. Practice 11."""

from campaigns.vocabulary import Anchor, Campaign, Letter, OncePer, Topic, days, morning, years
from schemas.events.candidate_hired import CandidateHired
from schemas.events.candidate_left import CandidateLeft
from schemas.events.candidate_unhired import CandidateUnhired

job_anniversary = Campaign(
    "job_anniversary",
    topic=Topic.MILESTONES,
    starts_on=[CandidateHired],
    anchor=Anchor.START_DATE,
    once_per=OncePer.PLACEMENT,
    stops_on=[CandidateLeft, CandidateUnhired],
    steps=[
        Letter("congratulations", after=years(1), every=years(1), at=morning, expires=days(7)),
    ],
)
