"""Step: what is to be done for one enrollment that is due. It walks on until there is a letter, or something to wait for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from campaigns.vocabulary import Facts, Handoff, Letter, Step, TimeOfDay
from campaigns.vocabulary.facts import NOTHING_KNOWN
from worker.engine.channel import ChannelState
from worker.engine.decide import decision
from worker.engine.doubt import STOPPED_WHILE_SENDING, raise_doubt
from worker.engine.enroll import stand_after
from worker.engine.handoff import HandoffMail, Resolution, Task, close, open_handoff, owner_of
from worker.engine.letter_values import recruiter_of
from worker.engine.lives import Lives
from worker.engine.pace import PaceDesk
from worker.engine.parts import Parts
from worker.engine.plan import priority_of
from worker.engine.read_hours import ReadHours
from worker.engine.standing import Standing, is_held
from worker.engine.subjects import Subjects
from worker.engine.variants import is_held_out
from worker.rules.calendar import add_delay, expires_at
from worker.rules.gate import Action, GateFacts, Verdict, decide
from worker.rules.message_state import MessageState
from worker.rules.reasons import Reason
from worker.rules.tempo import Level, tempo_of
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff as HandoffRow
from worker.store.models.message import Message

_WAKES_BY_ITSELF = frozenset({Reason.ON_HOLD, Reason.AWAITING_HUMAN})
"""Lifting a hold and resolving a handoff wake what waits for them; until then it sleeps until it expires."""


@dataclass(slots=True)
class Desk:
    """What one handful works with: the people, their letters and handoffs, and what it has decided so far."""

    session: Session
    parts: Parts
    now: datetime
    standings: dict[UUID, Standing]
    messages: dict[str, Message]
    handoffs: dict[str, HandoffRow]
    holds: frozenset[str]
    channel: ChannelState
    yields: Callable[[Enrollment], bool]
    """Whether another letter to the same person goes first."""
    hours: ReadHours
    lives: Lives
    subjects: Subjects
    pace: PaceDesk
    decisions: list[dict[str, Any]] = field(default_factory=list)

    def say(
        self,
        enrollment: Enrollment,
        action: str,
        reason: Reason,
        *,
        until: datetime | None = None,
        detail: str | None = None,
        message_id: UUID | None = None,
    ) -> None:
        """Keep a decision about the step the enrollment stands at."""
        row = decision(
            enrollment.candidate_id,
            self.now,
            action,
            reason,
            enrollment=enrollment,
            until=until,
            detail=detail,
            message_id=message_id,
        )
        self.decisions.append(row)


def letter_key(enrollment: Enrollment) -> str:
    """The key under which a letter can exist once: enrollment, step, occurrence."""
    return f"letter/{enrollment.id}/{enrollment.step}/{enrollment.occurrence}"


def walk(desk: Desk, enrollment: Enrollment) -> Letter | None:
    """Bring the enrollment to where it must wait, or to a letter that may leave now, which is returned.

    Each turn does one step: passes it over, waits at it, or finds the letter. Ends because each turn that goes on
    moves to a later step, or to a later occurrence, whose date lies ahead.
    """
    campaign = desk.parts.campaigns[enrollment.campaign]
    while enrollment.state == "active":
        if enrollment.due_at > desk.now:
            enrollment.wake_at, enrollment.lease = enrollment.due_at, None
            return None
        if (over := desk.subjects.refresh(enrollment, desk.now)) is not None:
            _stop(desk, enrollment, over)
            return None
        _, step = campaign.step_at(enrollment.step)
        if isinstance(step, Handoff):
            if not _past_handoff(desk, enrollment, step):
                return None
            continue
        if _already_left(desk, enrollment) or not _wanted(desk, enrollment, step) or _held_out(desk, enrollment, step):
            _advance(desk, enrollment)
            continue
        verdict = _in_turn(desk, enrollment, decide(_facts(desk, enrollment, step), desk.now))
        if verdict.action is Action.SEND:
            return step
        if not _obeyed(desk, enrollment, step, verdict):
            return None
    return None


def _in_turn(desk: Desk, enrollment: Enrollment, verdict: Verdict) -> Verdict:
    """The gate's verdict; a letter that may go goes when the sending domain's pace has a place for it."""
    address = desk.standings[enrollment.candidate_id].candidate.address
    turn = desk.pace.late(address) if verdict.action is Action.SEND and address else None
    return verdict if turn is None else Verdict(Action.DEFER, Reason.PACED, turn)


def _stop(desk: Desk, enrollment: Enrollment, reason: Reason) -> None:
    desk.say(enrollment, "stop", reason)
    enrollment.state, enrollment.reason, enrollment.ended_at, enrollment.lease = "stopped", reason.value, desk.now, None


def _advance(desk: Desk, enrollment: Enrollment) -> None:
    campaign, person = desk.parts.campaigns[enrollment.campaign], desk.standings[enrollment.candidate_id].candidate
    stand = stand_after(desk.parts, campaign, person, enrollment, desk.now)
    enrollment.lease, enrollment.reason, enrollment.attempts = None, None, 0
    if stand is None:
        enrollment.state, enrollment.reason, enrollment.ended_at = "done", Reason.COMPLETED.value, desk.now
        return
    enrollment.step, enrollment.occurrence = stand.step.id, stand.occurrence
    enrollment.due_at = enrollment.wake_at = stand.due_at
    enrollment.priority = priority_of(stand.step)


def _obeyed(desk: Desk, enrollment: Enrollment, step: Letter, verdict: Verdict) -> bool:
    """Do as the gate says. True when there is a next step to look at."""
    desk.say(enrollment, verdict.action.value, verdict.reason, until=verdict.until, detail=verdict.detail or None)
    if verdict.action is Action.SKIP:
        _advance(desk, enrollment)
        return True
    enrollment.lease, enrollment.reason = None, verdict.reason.value
    if verdict.action is Action.STOP:
        enrollment.state, enrollment.ended_at = "stopped", desk.now
        return True
    until = verdict.until or desk.now
    if verdict.reason in _WAKES_BY_ITSELF:
        until = max(until, expires_at(enrollment.due_at, step.expires, desk.standings[enrollment.candidate_id].place))
    enrollment.wake_at = until
    return False


def _wanted(desk: Desk, enrollment: Enrollment, step: Step) -> bool:
    """Whether the step's own conditions hold; if not, the decision says which."""
    if step.when is None and step.unless is None:
        return True
    looks_back = any(asked.looks_back for asked in (step.when, step.unless) if asked is not None)
    facts = _condition_facts(desk, enrollment, looks_back)
    if step.when is not None and not step.when.holds(facts):
        desk.say(enrollment, "skip", Reason.CONDITION_NOT_MET, detail=f"only when: {step.when}")
        return False
    if step.unless is not None and step.unless.holds(facts):
        desk.say(enrollment, "skip", Reason.CONDITION_NOT_MET, detail=f"not when: {step.unless}")
        return False
    return True


def _held_out(desk: Desk, enrollment: Enrollment, step: Letter) -> bool:
    held_out = is_held_out(enrollment, step)
    if held_out:
        desk.say(enrollment, "skip", Reason.HELD_OUT)
    return held_out


def _condition_facts(desk: Desk, enrollment: Enrollment, looks_back: bool) -> Facts:
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
        life=desk.lives.of(enrollment.candidate_id, enrollment.anchor_at) if looks_back else NOTHING_KNOWN,
    )


def _already_left(desk: Desk, enrollment: Enrollment) -> bool:
    """Whether this very letter has left, or may have. A row still `sending` under a lease that ran out is in doubt."""
    message = desk.messages.get(letter_key(enrollment))
    if message is None or message.state == MessageState.CLAIMED.value:
        return False
    if message.state == MessageState.SENDING.value:
        message.state, message.reason = MessageState.UNKNOWN.value, STOPPED_WHILE_SENDING
        desk.say(enrollment, "doubt", Reason.IN_DOUBT_ALREADY, message_id=message.id)
        raise_doubt(desk.session, desk.parts, [STOPPED_WHILE_SENDING])
    return True


def _facts(desk: Desk, enrollment: Enrollment, step: Letter) -> GateFacts:
    standing = desk.standings[enrollment.candidate_id]
    person, campaign = standing.candidate, desk.parts.campaigns[enrollment.campaign]
    return GateFacts(
        address=person.address,
        suppressed=standing.suppressed,
        may_be_mailed=person.may_be_mailed,
        topic=campaign.topic,
        topics_off=standing.topics_off,
        joined=standing.joined,
        lapsed=standing.lapsed,
        paused_until=person.paused_until,
        pause_reason=Reason(person.pause_reason) if person.pause_reason else None,
        awaiting_human=standing.awaiting_human,
        on_hold=is_held(desk.holds, enrollment.campaign),
        only_to=desk.parts.policy.only_to,
        due_at=enrollment.due_at,
        expires_at=expires_at(enrollment.due_at, step.expires, standing.place),
        place=standing.place,
        history=standing.history,
        joined_at=person.joined_at,
        wish=standing.wish,
        answers_event=step.answers_event,
        priority=step.priority,
        goes_later=desk.yields(enrollment),
        best_hour=desk.hours.best_of(standing) if step.at is TimeOfDay.BEST and not step.answers_event else None,
        not_again_before=_not_again_before(standing, enrollment, step),
        tempo_use=campaign.tempo,
        channel_opens_at=desk.channel.opens_at,
        channel_reason=desk.channel.reason,
    )


def _not_again_before(standing: Standing, enrollment: Enrollment, step: Letter) -> datetime | None:
    if step.at_most_once_in is None:
        return None
    same = [letter.sent_at for letter in standing.history if (letter.campaign, letter.step) == (enrollment.campaign, step.id)]
    return add_delay(max(same), step.at_most_once_in, standing.place) if same else None


def _past_handoff(desk: Desk, enrollment: Enrollment, step: Handoff) -> bool:
    """Whether the campaign may go on past this handoff: not asked for, resolved, or its deadline is over."""
    key = f"handoff/{enrollment.id}/{enrollment.step}/{enrollment.occurrence}"
    row = desk.handoffs.get(key)
    standing = desk.standings[enrollment.candidate_id]
    if row is None:
        if not _wanted(desk, enrollment, step):
            _advance(desk, enrollment)
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
    _advance(desk, enrollment)
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
        "role": next(iter(context.get("roles", [])), "") or "",
        "stage": context.get("stage") or "",
        "deadline": _day(deadline, standing).isoformat(),
    }
    task = Task(
        key=key,
        kind="step",
        ask=step.ask,
        owner=owner_of(desk.parts, recruiter_of(standing, enrollment)),
        mail=HandoffMail("handoff_opened", extra, reply_to=standing.candidate.address),
        deadline_at=deadline,
    )
    open_handoff(desk.session, desk.parts, standing.candidate, task, enrollment=enrollment)


def _day(moment: datetime, standing: Standing) -> date:
    return moment.astimezone(standing.place.zone).date()
