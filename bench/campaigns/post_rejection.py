"""A thank-you at once, so that what is measured is work and not waiting."""

from campaigns.vocabulary import Campaign, Letter, OncePer, Topic, days
from schemas.events.candidate_rejected import CandidateRejected

post_rejection = Campaign(
    "post_rejection",
    topic=Topic.AFTER_APPLICATION,
    starts_on=[CandidateRejected],
    once_per=OncePer.CANDIDATE,
    within=days(90),
    steps=[Letter("thank_you", answers_event=True)],
)
