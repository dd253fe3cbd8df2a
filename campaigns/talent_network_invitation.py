"""They withdrew: thank them, and leave the door to the talent network open. Practice 7.

Whoever was turned down is invited by `post_rejection`, and whoever left a placement by `boomerang`. Two subjects are tried,
and one in ten is not asked, so that `rapport report --by variant` can say which is better read.
"""

from campaigns.vocabulary import Campaign, Letter, OncePer, Topic, applying, days, either, joined, morning
from schemas.events.candidate_applied import CandidateApplied
from schemas.events.candidate_hired import CandidateHired
from schemas.events.candidate_rejected import CandidateRejected
from schemas.events.candidate_withdrew import CandidateWithdrew

talent_network_invitation = Campaign(
    "talent_network_invitation",
    topic=Topic.AFTER_APPLICATION,
    starts_on=[CandidateWithdrew],
    once_per=OncePer.CANDIDATE,
    within=days(365),
    stops_on=[CandidateApplied, CandidateHired, CandidateRejected],
    steps=[
        Letter(
            "invitation",
            after=days(21),
            at=morning,
            unless=either(joined(Topic.TALENT_NETWORK), applying),
            variants=["keep_in_touch"],
            holdout=10,
        ),
    ],
)
