"""A handoff as a step: somebody is asked, and the campaign waits until they have, or for the deadline."""

from __future__ import annotations

from datetime import date, datetime

from campaigns.vocabulary import Handoff
from worker.engine.advance import advance
from worker.engine.conditions import wanted
from worker.engine.desk import Desk
from worker.engine.handoff import HandoffMail, Resolution, Task, close, open_handoff, owner_of
from worker.engine.letter_values import recruiter_of
from worker.engine.standing import Standing, is_held
from worker.rules.calendar import add_delay
from worker.rules.reasons import Reason
from worker.store.models.enrollment import Enrollment


def past_handoff(desk: Desk, enrollment: Enrollment, step: Handoff) -> bool:
    """Whether the campaign may go on past this handoff: not asked for, resolved, or its deadline is over."""
    key = f"handoff/{enrollment.id}/{enrollment.step}/{enrollment.occurrence}"
    row = desk.handoffs.get(key)
    standing = desk.standings[enrollment.candidate_id]
    if row is None:
        if not wanted(desk, enrollment, step):
            advance(desk, enrollment)
            return True
        if is_held(desk.holds, enrollment.campaign):
            _obeyed_hold(desk, enrollment, step)
            return False
        row_deadline = add_delay(desk.now, step.deadline, standing.place)
        _open(desk, enrollment, step, key, row_deadline)
        enrollment.wake_at, enrollment.reason, enrollment.lease = row_deadline, Reason.AWAITING_HANDOFF.value, None
        return False
    if row.resolved_at is None and row.deadline_at is not None and row.deadline_at > desk.now:
        enrollment.wake_at, enrollment.reason, enrollment.lease = row.deadline_at, Reason.AWAITING_HANDOFF.value, None
        return False
    if row.resolved_at is None:
        close(desk.session, desk.parts, row, standing.candidate, Resolution.DEADLINE, "nobody")
    advance(desk, enrollment)
    return True


def _obeyed_hold(desk: Desk, enrollment: Enrollment, step: Handoff) -> None:
    """A hold keeps colleagues from being asked, too; lifting it wakes what waits."""
    desk.say(enrollment, "defer", Reason.ON_HOLD)
    enrollment.lease, enrollment.reason = None, Reason.ON_HOLD.value
    enrollment.wake_at = add_delay(desk.now, step.deadline, desk.standings[enrollment.candidate_id].place)


def _open(desk: Desk, enrollment: Enrollment, step: Handoff, key: str, deadline: datetime) -> None:
    standing = desk.standings[enrollment.candidate_id]
    context = enrollment.context
    extra = {
        "ask": step.ask_in(desk.parts.policy.default_locale),
        "role": next(iter(context.get("roles", [])), "") or "",
        "stage": context.get("stage") or "",
        "deadline": _day(deadline, standing).isoformat(),
    }
    task = Task(
        key=key,
        kind="step",
        ask=step.ask_in("en"),
        owner=owner_of(desk.parts, recruiter_of(standing, enrollment)),
        mail=HandoffMail("handoff_opened", extra, reply_to=standing.candidate.address),
        deadline_at=deadline,
    )
    open_handoff(desk.session, desk.parts, standing.candidate, task, enrollment=enrollment)


def _day(moment: datetime, standing: Standing) -> date:
    return moment.astimezone(standing.place.zone).date()
