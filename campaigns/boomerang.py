"""They left the job they found through us: a kind word first, and weeks later an open door. Practices 6 and 7."""

from campaigns.vocabulary import Campaign, Letter, OncePer, Topic, WaitFor, business_days, days, morning, replied
from schemas.events.candidate_applied import CandidateApplied
from schemas.events.candidate_hired import CandidateHired
from schemas.events.candidate_left import CandidateLeft

boomerang = Campaign(
    "boomerang",
    topic=Topic.PLACEMENT,
    starts_on=[CandidateLeft],
    once_per=OncePer.CANDIDATE,
    within=days(180),
    stops_on=[CandidateApplied, CandidateHired],
    steps=[
        Letter("kind_word", after=business_days(5), at=morning),
        WaitFor("their_answer", replied, after=business_days(5), at_most=days(45)),
        Letter("openings", at=morning, unless=replied),
    ],
)
