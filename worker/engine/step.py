"""Step: what is to be done for one enrollment that is due. It walks on until there is a letter, or something to wait for."""

from __future__ import annotations

from datetime import datetime, timedelta

from campaigns.vocabulary import Handoff, Letter, TimeOfDay
from worker.engine.advance import advance, stop_way
from worker.engine.answer_state import STOPPED_WHILE_SENDING
from worker.engine.approval import ask_for_approval
from worker.engine.conditions import held_out, wanted
from worker.engine.desk import Desk, letter_key
from worker.engine.doubt import raise_doubt
from worker.engine.standing import Standing, is_held
from worker.engine.step_handoff import past_handoff
from worker.engine.step_wait import past_wait
from worker.rules.calendar import add_delay, expires_at
from worker.rules.gate import Action, GateFacts, Verdict, decide
from worker.rules.message_state import MessageState
from worker.rules.reasons import Reason
from worker.store.models.enrollment import Enrollment
from worker.store.models.message import Message

_WAKES_BY_ITSELF = frozenset({Reason.ON_HOLD, Reason.AWAITING_HUMAN})
"""Lifting a hold and resolving a handoff wake what waits for them; until then it sleeps until it expires."""


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
            stop_way(desk, enrollment, over)
            return None
        _, step = campaign.step_at(enrollment.step)
        if not isinstance(step, Letter):
            past = past_handoff(desk, enrollment, step) if isinstance(step, Handoff) else past_wait(desk, enrollment, step)
            if not past:
                return None
            continue
        message = desk.messages.get(letter_key(enrollment))
        if message is not None and _is_leaving(desk, enrollment, message):
            return None
        left = message is not None and _already_left(desk, enrollment, message)
        if left or not wanted(desk, enrollment, step) or held_out(desk, enrollment, step):
            advance(desk, enrollment)
            continue
        verdict = _in_turn(desk, enrollment, step, decide(_facts(desk, enrollment, step), desk.now))
        if verdict.action is Action.SEND:
            return step
        if not _obeyed(desk, enrollment, step, verdict):
            return None
    return None


def _in_turn(desk: Desk, enrollment: Enrollment, step: Letter, verdict: Verdict) -> Verdict:
    """The gate's verdict; a letter that may go goes once it is approved, and the sending domain's pace has a place for it."""
    if verdict.action is not Action.SEND:
        return verdict
    if (waits := ask_for_approval(desk, enrollment, step)) is not None:
        return waits
    address = desk.standings[enrollment.candidate_id].candidate.address
    turn = desk.pace.late(address) if address else None
    return verdict if turn is None else Verdict(Action.DEFER, Reason.PACED, turn)


def _obeyed(desk: Desk, enrollment: Enrollment, step: Letter, verdict: Verdict) -> bool:
    """Do as the gate says. True when there is a next step to look at."""
    desk.say(enrollment, verdict.action.value, verdict.reason, until=verdict.until, detail=verdict.detail or None)
    if verdict.action is Action.SKIP:
        advance(desk, enrollment)
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


def _is_leaving(desk: Desk, enrollment: Enrollment, message: Message) -> bool:
    """Whether somebody is handing this very letter over: they may for a lease's time, and it is looked at again after that."""
    if message.state != MessageState.SENDING.value or message.sending_at is None:
        return False
    over = message.sending_at + timedelta(seconds=desk.parts.policy.lease_seconds)
    if over <= desk.now:
        return False
    enrollment.wake_at, enrollment.lease = over, None
    return True


def _already_left(desk: Desk, enrollment: Enrollment, message: Message) -> bool:
    """Whether this very letter has left, or may have. A row still `sending` under a lease that ran out is in doubt."""
    if message.state == MessageState.CLAIMED.value:
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
