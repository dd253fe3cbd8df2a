"""Once, after ten months and a good experience: would they tell others how it was? Practice 14."""

from campaigns.vocabulary import (
    Anchor,
    Campaign,
    Letter,
    OncePer,
    Priority,
    Tempo,
    Topic,
    best_hour,
    complained,
    days,
    either,
    good_experience,
    months,
    turned_down_within,
)
from schemas.events.candidate_hired import CandidateHired
from schemas.events.candidate_left import CandidateLeft
from schemas.events.candidate_unhired import CandidateUnhired

review_ask = Campaign(
    "review_ask",
    topic=Topic.REFERRALS,
    starts_on=[CandidateHired],
    anchor=Anchor.START_DATE,
    once_per=OncePer.PLACEMENT,
    stops_on=[CandidateLeft, CandidateUnhired],
    tempo=Tempo.ONLY_WHEN_KEEN,
    steps=[
        Letter(
            "ask",
            after=months(10),
            at=best_hour,
            when=good_experience,
            unless=either(complained, turned_down_within(days(180))),
            priority=Priority.LOW,
        ),
    ],
)
