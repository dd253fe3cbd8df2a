"""A wait as a step: for something to happen, or for the deadline."""

from __future__ import annotations

from campaigns.vocabulary import WaitFor
from worker.engine.advance import advance
from worker.engine.conditions import facts_of, wanted
from worker.engine.desk import Desk
from worker.rules.calendar import add_delay
from worker.rules.reasons import Reason
from worker.store.models.enrollment import Enrollment


def past_wait(desk: Desk, enrollment: Enrollment, step: WaitFor) -> bool:
    """Whether the campaign may go on: there is nothing to wait for, it has happened, or the time for it is over."""
    if not wanted(desk, enrollment, step):
        advance(desk, enrollment)
        return True
    deadline = add_delay(enrollment.due_at, step.at_most, desk.standings[enrollment.candidate_id].place)
    happened = step.what.holds(facts_of(desk, enrollment, step.what.looks_back))
    if not happened and desk.now < deadline:
        enrollment.wake_at, enrollment.reason, enrollment.lease = deadline, Reason.WAITING.value, None
        return False
    desk.say(enrollment, "wait", Reason.WAIT_OVER, detail=step.what.name if happened else f"not {step.what} in {step.at_most}")
    advance(desk, enrollment, not_before=desk.now)
    return True
