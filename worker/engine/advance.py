"""Advance: an enrollment moves to its next step, or its way is over."""

from __future__ import annotations

from datetime import datetime

from worker.engine.desk import Desk
from worker.engine.enroll import stand_after
from worker.engine.plan import Stand, priority_of
from worker.rules.reasons import Reason
from worker.store.models.enrollment import Enrollment


def stop_way(desk: Desk, enrollment: Enrollment, reason: Reason) -> None:
    """Their way ends here, and the decision says why."""
    desk.say(enrollment, "stop", reason)
    enrollment.state, enrollment.reason, enrollment.ended_at, enrollment.lease = "stopped", reason.value, desk.now, None


def advance(desk: Desk, enrollment: Enrollment, not_before: datetime | None = None) -> None:
    """They stand at what comes next, or have gone through it all. After a wait nothing is due before it was over."""
    campaign, person = desk.parts.campaigns[enrollment.campaign], desk.standings[enrollment.candidate_id].candidate
    move_to(enrollment, stand_after(desk.parts, campaign, person, enrollment, desk.now), desk.now, not_before)


def move_to(enrollment: Enrollment, stand: Stand | None, now: datetime, not_before: datetime | None = None) -> None:
    """They stand there, and nobody holds them; None: they have gone through it all."""
    enrollment.lease, enrollment.reason, enrollment.attempts = None, None, 0
    if stand is None:
        enrollment.state, enrollment.reason, enrollment.ended_at = "done", Reason.COMPLETED.value, now
        return
    enrollment.step, enrollment.occurrence = stand.step.id, stand.occurrence
    enrollment.due_at = enrollment.wake_at = max(stand.due_at, not_before or stand.due_at)
    enrollment.priority = priority_of(stand.step)
