"""Handoffs: opening a task for a human, and resolving it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaigns.vocabulary import Handoff as HandoffStep
from schemas.told import Told
from worker.engine.decide import decision, keep
from worker.engine.no import say_no
from worker.engine.outbound import tell
from worker.engine.parts import Parts
from worker.engine.service_mail import queue_service
from worker.rules.reasons import Reason
from worker.rules.reminders import next_reminder
from worker.rules.tokens import Purpose
from worker.store.insert import insert_new
from worker.store.models.candidate import Candidate
from worker.store.models.enrollment import Enrollment
from worker.store.models.handoff import Handoff

APPROVE = "approve"
"""The kind of a task that asks whether a letter may go."""


class Resolution(StrEnum):
    """What a colleague did about it."""

    ANSWERED = "answered"
    RESUME = "resume"
    STOP = "stop"
    DEADLINE = "deadline"
    APPROVED = "approved"
    WITHOUT_FEEDBACK = "without_feedback"
    DECLINED = "declined"
    OVERTAKEN = "overtaken"
    """Nobody had to: what happened upstream made it needless."""


def choices_for(kind: str) -> tuple[Resolution, ...]:
    """What a colleague can say of a task of that kind; a deadline is nobody's word."""
    if kind == APPROVE:
        return (Resolution.APPROVED, Resolution.WITHOUT_FEEDBACK, Resolution.DECLINED, Resolution.STOP)
    return (Resolution.ANSWERED, Resolution.RESUME, Resolution.STOP)


class NoSuchAnswer(ValueError):
    """It cannot be said of this kind of task."""


_BY_ITSELF = {Resolution.DEADLINE.value: Reason.HANDOFF_DEADLINE, Resolution.OVERTAKEN.value: Reason.HANDOFF_OVERTAKEN}


class AlreadyResolved(ValueError):
    """Somebody took care of it before."""


@dataclass(frozen=True, slots=True)
class HandoffMail:
    """What the colleague is told: the letter `emails/service/<kind>` and what it prints."""

    kind: str
    extra: dict[str, str]
    reply_to: str | None = None


def name_of(candidate: Candidate) -> str:
    """The person's name for a colleague, their address where no name is known."""
    return " ".join(filter(None, (candidate.first_name, candidate.last_name))) or candidate.address or "a candidate"


def owner_of(parts: Parts, recruiter: dict[str, Any] | None) -> str:
    """Who takes care of it: the recruiter, or the team when there is none or they have left."""
    if recruiter is None or recruiter.get("gone"):
        return parts.policy.team_address
    return str(recruiter["email"])


@dataclass(frozen=True, slots=True)
class Task:
    """What a colleague is asked to do: `ask` in a sentence, `kind` for the rules, `owner` by address, and what the mail says."""

    key: str
    """Opened once per key."""
    kind: str
    ask: str
    owner: str
    mail: HandoffMail
    deadline_at: datetime | None = None
    reply_id: UUID | None = None
    message_id: UUID | None = None


def open_handoff(
    session: Session, parts: Parts, candidate: Candidate, task: Task, *, enrollment: Enrollment | None = None
) -> UUID:
    """Open a handoff once per key, and tell its owner by service mail with a signed link to resolve it."""
    now = parts.now()
    handoff_id = uuid5(NAMESPACE_URL, f"rapport:handoff/{task.key}")
    if not insert_new(session, Handoff, [_row(parts, candidate, task, enrollment, handoff_id)], "id"):
        return handoff_id
    extra = {"candidate_name": name_of(candidate), "ask": task.ask, "link": link_to(parts, handoff_id)} | task.mail.extra
    queue_service(
        session,
        parts,
        task.mail.kind,
        subject=str(handoff_id),
        nonce="opened",
        to=task.owner,
        extra=extra,
        candidate_id=candidate.id,
        reply_to=task.mail.reply_to,
    )
    opened, until = Reason.HANDOFF_OPENED, task.deadline_at
    keep(session, [decision(candidate.id, now, "handoff", opened, enrollment=enrollment, until=until, detail=task.ask)])
    tell(
        session,
        parts,
        Told.HANDOFF_OPENED,
        candidate.id,
        key=str(handoff_id),
        reason=task.kind,
        message_id=task.message_id,
        enrollment=enrollment,
        handoff_id=handoff_id,
    )
    return handoff_id


def link_to(parts: Parts, handoff_id: UUID) -> str:
    """Where a colleague sees and resolves it; whoever has the link may."""
    return f"{parts.policy.base_url}/h/{parts.keyring.token(Purpose.HANDOFF, handoff_id)}"


def _row(parts: Parts, candidate: Candidate, task: Task, enrollment: Enrollment | None, handoff_id: UUID) -> dict[str, Any]:
    now = parts.now()
    return {
        "id": handoff_id,
        "key": task.key,
        "candidate_id": candidate.id,
        "enrollment_id": enrollment.id if enrollment else None,
        "kind": task.kind,
        "step": enrollment.step if enrollment else None,
        "ask": task.ask,
        "owner": task.owner,
        "reply_id": task.reply_id,
        "message_id": task.message_id,
        "opened_at": now,
        "deadline_at": task.deadline_at,
        "remind_at": next_reminder(now, 0, parts.place_of(None, None, None)) if task.kind == "reply" else None,
    }


def resolve_handoff(parts: Parts, handoff_id: UUID, resolution: Resolution, by: str) -> Handoff:
    """Resolve a handoff; what waited for it goes on at once, or ends with `stop`.

    Raises LookupError when there is none, `AlreadyResolved` when somebody did before, `NoSuchAnswer` for another task's answer.
    """
    with parts.database.write() as session:
        handoff, candidate = hold_open(session, handoff_id)
        if resolution not in choices_for(handoff.kind):
            raise NoSuchAnswer(f"{resolution.value} is no answer here; there are: {', '.join(choices_for(handoff.kind))}")
        close(session, parts, handoff, candidate, resolution, by)
    return handoff


def hold_open(session: Session, handoff_id: UUID) -> tuple[Handoff, Candidate]:
    """The handoff and its person, locked. Raises LookupError when there is none, `AlreadyResolved` when it is over."""
    found = hold_handoff(session, handoff_id)
    if found is None:
        raise LookupError(f"there is no handoff {handoff_id}")
    if found[0].resolved_at is not None:
        raise AlreadyResolved(f"already resolved as {found[0].resolution} by {found[0].resolved_by}")
    return found


def hold_handoff(session: Session, handoff_id: UUID) -> tuple[Handoff, Candidate] | None:
    """The handoff and its person, locked, people first; None when there is none."""
    handoff = session.scalars(select(Handoff).where(Handoff.id == handoff_id)).one_or_none()
    if handoff is None:
        return None
    candidate = session.get(Candidate, handoff.candidate_id, with_for_update={"key_share": True})
    session.refresh(handoff, with_for_update=True)
    if candidate is None:  # merged away between the two reads: the handoff has gone over to the other record
        candidate = session.get_one(Candidate, handoff.candidate_id, with_for_update={"key_share": True})
    return handoff, candidate


def step_of(session: Session, parts: Parts, handoff: Handoff) -> HandoffStep | None:
    """The campaign's step that asks it; None where no campaign does, or its step is gone by now."""
    enrollment = session.get(Enrollment, handoff.enrollment_id) if handoff.enrollment_id else None
    campaign = parts.campaigns.get(enrollment.campaign) if enrollment else None
    steps = campaign.steps if campaign else ()
    return next((step for step in steps if isinstance(step, HandoffStep) and step.id == handoff.step), None)


def told_as(handoff: Handoff) -> Reason:
    """Why one that is over is over: a colleague saw to it, or nobody had to."""
    return _BY_ITSELF.get(handoff.resolution or "", Reason.HANDOFF_RESOLVED)


def close(session: Session, parts: Parts, handoff: Handoff, candidate: Candidate, resolution: Resolution, by: str) -> None:
    """Mark it resolved and wake what waited. The caller holds both rows."""
    now = parts.now()
    handoff.resolved_at, handoff.resolution, handoff.resolved_by = now, resolution.value, by
    handoff.remind_at, handoff.lease = None, None
    keep(session, [decision(candidate.id, now, "handoff", told_as(handoff), detail=f"{resolution.value} by {by}")])
    enrollment = session.get(Enrollment, handoff.enrollment_id) if handoff.enrollment_id else None
    tell(
        session,
        parts,
        Told.HANDOFF_RESOLVED,
        candidate.id,
        key=str(handoff.id),
        reason=resolution.value,
        message_id=handoff.message_id,
        enrollment=enrollment,
        handoff_id=handoff.id,
    )
    if resolution is Resolution.STOP:
        say_no(session, parts, candidate, Reason.STOPPED_BY_STAFF, how=f"handoff resolved by {by}", now=now)
        return
    waiting = [Reason.AWAITING_HUMAN.value] if handoff.kind == "reply" else [Reason.AWAITING_HANDOFF.value]
    wake = (
        update(Enrollment)
        .where(Enrollment.candidate_id == candidate.id, Enrollment.state == "active", Enrollment.reason.in_(waiting))
        .values(wake_at=now, reason=Reason.RESUMED.value, lease=None)
    )
    session.execute(wake)
