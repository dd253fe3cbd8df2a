"""Two and a half weeks in: is everything there that they need? Practice 10, before the ninety days."""

from campaigns.vocabulary import Anchor, Campaign, Letter, OncePer, Tempo, Topic, days, morning
from schemas.events.candidate_hired import CandidateHired
from schemas.events.candidate_left import CandidateLeft
from schemas.events.candidate_unhired import CandidateUnhired

early_check_in = Campaign(
    "early_check_in",
    topic=Topic.PLACEMENT,
    starts_on=[CandidateHired],
    anchor=Anchor.START_DATE,
    once_per=OncePer.PLACEMENT,
    stops_on=[CandidateLeft, CandidateUnhired],
    tempo=Tempo.EVEN_WHEN_QUIET,
    steps=[
        Letter("first_weeks", after=days(17), at=morning, expires=days(10)),
    ],
)
