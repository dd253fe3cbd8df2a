"""Event webhooks that do not come as expected."""

from sandbox.fault import Effects, Fault

events_twice = Fault("events_twice", "Every event is posted twice, with the same id.", lambda _: Effects(copies=2))
events_late = Fault(
    "events_late", "Events are held for `seconds` (3600) of the handed-in time.", lambda o: Effects(late=o.seconds or 3600.0)
)
events_early = Fault("events_early", "Events are posted and acknowledged before the 202.", lambda _: Effects(early=True))
events_out_of_order = Fault("events_out_of_order", "Events come one by one, the last first.", lambda _: Effects(reverse=True))
