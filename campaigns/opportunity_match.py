"""An opening: tell the members of the network whom it fits best, and why. Practice 6."""

from campaigns.vocabulary import (
    Campaign,
    Letter,
    OncePer,
    Topic,
    applying,
    best_hour,
    days,
    either,
    matching,
    placed,
    turned_down_within,
)
from schemas.events.job_closed import JobClosed
from schemas.events.job_opened import JobOpened

opportunity_match = Campaign(
    "opportunity_match",
    topic=Topic.OPENINGS,
    starts_on=[JobOpened],
    for_each=matching(at_most=25, a_day=5),
    once_per=OncePer.JOB,
    stops_on=[JobClosed],
    steps=[
        Letter("opening", at=best_hour, unless=either(applying, placed, turned_down_within(days(30))), expires=days(10)),
    ],
)
