"""Approval: where the brand asks for it, a letter with feedback waits until its recruiter has seen it as it will look."""

from __future__ import annotations

from datetime import datetime

from campaigns.vocabulary import Letter, business_days
from worker.engine.desk import Desk
from worker.engine.handoff import APPROVE, HandoffMail, Resolution, Task, close, open_handoff, owner_of
from worker.engine.letter_values import recruiter_of
from worker.engine.outgoing import locale_of
from worker.engine.variants import letter_name
from worker.rules.calendar import add_delay
from worker.rules.gate import Action, Verdict
from worker.rules.reasons import Reason
from worker.store.models.enrollment import Enrollment

DEADLINE = business_days(3)
"""Silence is the worst answer: a letter that nobody looked at in this time goes, without the feedback nobody approved."""
ASK = "Please read the letter before it goes out: it holds your feedback."


def ask_for_approval(desk: Desk, enrollment: Enrollment, step: Letter) -> Verdict | None:
    """What the recruiter's word makes of a letter that the gate lets through; None: it goes, as it is now.

    Asks where nobody has been asked yet. Without their word in time, or by it, the feedback is left out.
    """
    if not _needed(desk, enrollment, step):
        return None
    row = desk.handoffs.get(_key(enrollment))
    if row is None:
        return _waits(_ask(desk, enrollment))
    if row.resolved_at is None:
        if row.deadline_at is not None and row.deadline_at > desk.now:
            return _waits(row.deadline_at)
        person = desk.standings[enrollment.candidate_id].candidate
        close(desk.session, desk.parts, row, person, Resolution.DEADLINE, "nobody")
    if row.resolution == Resolution.APPROVED.value:
        return None
    if row.resolution == Resolution.DECLINED.value:
        return Verdict(Action.SKIP, Reason.DECLINED_BY_STAFF, detail=f"by {row.resolved_by}")
    enrollment.context = {name: said for name, said in enrollment.context.items() if name != "feedback"}
    desk.say(enrollment, "handoff", Reason.FEEDBACK_LEFT_OUT, detail=f"{row.resolution} by {row.resolved_by}")
    return None


def _waits(until: datetime) -> Verdict:
    return Verdict(Action.DEFER, Reason.AWAITING_HANDOFF, until)


def _needed(desk: Desk, enrollment: Enrollment, step: Letter) -> bool:
    if not desk.parts.policy.approve_feedback or not enrollment.context.get("feedback"):
        return False
    locale = locale_of(desk.parts, desk.standings[enrollment.candidate_id])
    return "feedback" in desk.parts.letters.variables(letter_name(enrollment, step), locale)


def _key(enrollment: Enrollment) -> str:
    return f"approve/{enrollment.id}/{enrollment.step}/{enrollment.occurrence}"


def _ask(desk: Desk, enrollment: Enrollment) -> datetime:
    standing = desk.standings[enrollment.candidate_id]
    deadline = add_delay(desk.now, DEADLINE, standing.place)
    extra = {
        "role": next(iter(enrollment.context.get("roles", [])), "") or "",
        "stage": enrollment.context.get("stage") or "",
        "deadline": deadline.astimezone(standing.place.zone).date().isoformat(),
    }
    task = Task(
        key=_key(enrollment),
        kind=APPROVE,
        ask=ASK,
        owner=owner_of(desk.parts, recruiter_of(standing, enrollment)),
        mail=HandoffMail("letter_to_approve", extra),
        deadline_at=deadline,
    )
    open_handoff(desk.session, desk.parts, standing.candidate, task, enrollment=enrollment)
    return deadline
