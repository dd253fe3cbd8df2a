"""Six letters in a row unread: one last question, and then silence until they speak. Practice 20."""

from campaigns.vocabulary import Campaign, Letter, Tempo, Topic, days, morning
from schemas.events.candidate_applied import CandidateApplied
from schemas.events.candidate_hired import CandidateHired

re_permission = Campaign(
    "re_permission",
    topic=Topic.AFTER_APPLICATION,
    starts_on=[],
    stops_on=[CandidateApplied, CandidateHired],
    within=days(180),
    tempo=Tempo.LAST_QUESTION,
    steps=[
        Letter("shall_we_stay", after=days(6), at=morning, expires=days(21)),
    ],
)
