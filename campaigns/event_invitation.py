"""Something we invite people to: the members who asked to hear of events, with a file for their calendar. Practice 9."""

from campaigns.vocabulary import Campaign, Letter, OncePer, Topic, best_hour, calendar_file, days, members
from schemas.events.community_announced import CommunityAnnounced
from schemas.events.community_called_off import CommunityCalledOff

event_invitation = Campaign(
    "event_invitation",
    topic=Topic.EVENTS,
    starts_on=[CommunityAnnounced],
    for_each=members(Topic.EVENTS),
    once_per=OncePer.EVENT,
    stops_on=[CommunityCalledOff],
    steps=[
        Letter("invitation", at=best_hour, attach=calendar_file, expires=days(10)),
    ],
)
