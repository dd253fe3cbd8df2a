"""What somebody was invited to moves, or is called off: those who were invited hear of it, once and shortly. Practice 9."""

from campaigns.vocabulary import Campaign, Letter, OncePer, Topic, calendar_file, called_off, days, invited
from schemas.events.community_announced import CommunityAnnounced
from schemas.events.community_called_off import CommunityCalledOff

event_change = Campaign(
    "event_change",
    topic=Topic.EVENTS,
    starts_on=[CommunityAnnounced, CommunityCalledOff],
    for_each=invited("event_invitation.invitation"),
    once_per=OncePer.CHANGE,
    steps=[
        Letter("moved", unless=called_off, attach=calendar_file, answers_event=True, expires=days(5)),
        Letter("called_off", when=called_off, attach=calendar_file, answers_event=True, expires=days(5)),
    ],
)
