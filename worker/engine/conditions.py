"""Conditions: whether a step's own when= and unless= hold for somebody, now."""

from __future__ import annotations

from campaigns.vocabulary import Facts, Letter, Step
from campaigns.vocabulary.facts import NOTHING_KNOWN
from worker.engine.desk import Desk
from worker.engine.letter_values import recruiter_of
from worker.engine.variants import is_held_out
from worker.rules.reasons import Reason
from worker.rules.tempo import Level, tempo_of
from worker.store.models.enrollment import Enrollment


def wanted(desk: Desk, enrollment: Enrollment, step: Step) -> bool:
    """Whether the step's own conditions hold; if not, the decision says which."""
    if step.when is None and step.unless is None:
        return True
    looks_back = any(asked.looks_back for asked in (step.when, step.unless) if asked is not None)
    facts = facts_of(desk, enrollment, looks_back)
    if step.when is not None and not step.when.holds(facts):
        desk.say(enrollment, "skip", Reason.CONDITION_NOT_MET, detail=f"only when: {step.when}")
        return False
    if step.unless is not None and step.unless.holds(facts):
        desk.say(enrollment, "skip", Reason.CONDITION_NOT_MET, detail=f"not when: {step.unless}")
        return False
    return True


def held_out(desk: Desk, enrollment: Enrollment, step: Letter) -> bool:
    """Whether they are among those who get no such letter; if so, the decision says it."""
    is_one = is_held_out(enrollment, step)
    if is_one:
        desk.say(enrollment, "skip", Reason.HELD_OUT)
    return is_one


def facts_of(desk: Desk, enrollment: Enrollment, looks_back: bool) -> Facts:
    """What a condition may look at; what has become of them only where it `looks_back`."""
    standing = desk.standings[enrollment.candidate_id]
    recruiter = recruiter_of(standing, enrollment) or {}
    tempo = tempo_of(standing.history, standing.candidate.joined_at, desk.now)
    answered = any(letter.replied_at and letter.campaign == enrollment.campaign for letter in standing.history)
    good = tempo.level is Level.KEEN or any(letter.clicked_at or letter.replied_at for letter in standing.history)
    return Facts(
        stage=enrollment.context.get("stage"),
        has_feedback=bool(enrollment.context.get("feedback")),
        has_calendar=bool(recruiter.get("calendar_url")) and not recruiter.get("gone"),
        joined=standing.joined,
        replied=answered,
        good_experience=good and standing.suppressed is None,
        sent=frozenset(f"{letter.campaign}.{letter.step}" for letter in standing.history),
        new_role=enrollment.context.get("new_role"),
        called_off=enrollment.context.get("event", {}).get("called_off", False),
        life=desk.lives.of(enrollment.candidate_id, enrollment.anchor_at) if looks_back else NOTHING_KNOWN,
    )
