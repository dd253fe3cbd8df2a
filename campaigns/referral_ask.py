"""After half a year and a good experience: ask whom they would trust, about roles like theirs. Practice 13."""

from campaigns.vocabulary import (
    Anchor,
    Campaign,
    Letter,
    OncePer,
    Priority,
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

referral_ask = Campaign(
    "referral_ask",
    topic=Topic.REFERRALS,
    starts_on=[CandidateHired],
    anchor=Anchor.START_DATE,
    once_per=OncePer.PLACEMENT,
    stops_on=[CandidateLeft, CandidateUnhired],
    steps=[
        Letter(
            "ask",
            after=months(6),
            every=months(2),
            at=best_hour,
            when=good_experience,
            unless=either(complained, turned_down_within(days(180))),
            at_most_once_in=months(12),
            priority=Priority.LOW,
        ),
    ],
)
