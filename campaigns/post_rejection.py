"""After a no: thank the person, give feedback or offer a conversation, and keep the door open.

Practices 1 to 4, 7, 18 and 19.
"""

from campaigns.vocabulary import (
    Campaign,
    Handoff,
    Letter,
    OncePer,
    Topic,
    business_days,
    days,
    hours,
    joined,
    morning,
    reached,
)
from schemas.events.candidate_applied import CandidateApplied
from schemas.events.candidate_hired import CandidateHired
from schemas.events.candidate_rejected import CandidateRejected
from schemas.events.candidate_unrejected import CandidateUnrejected

post_rejection = Campaign(
    "post_rejection",
    topic=Topic.AFTER_APPLICATION,
    starts_on=[CandidateRejected],
    once_per=OncePer.CANDIDATE,
    within=days(90),
    stops_on=[CandidateApplied, CandidateHired, CandidateUnrejected],
    steps=[
        Handoff(
            "call_first",
            after=hours(2),
            when=reached("onsite"),
            deadline=days(3),
            ask={
                "en": "Please call before the letter goes out: they came far, and should hear it from you.",
                "da": "Ring, før brevet bliver sendt: personen er nået langt og bør høre det fra dig.",
                "de": "Bitte rufen Sie an, bevor der Brief hinausgeht: Wer so weit gekommen ist, sollte es von Ihnen hören.",
                "sv": "Ring innan brevet skickas: personen har kommit långt och bör få höra det av dig.",
            },
        ),
        Letter("thank_you", after=business_days(2), at=morning, answers_event=True),
        Letter("keep_in_touch", after=days(45), at=morning, unless=joined(Topic.TALENT_NETWORK)),
    ],
)
