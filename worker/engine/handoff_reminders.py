"""Handoffs never rot: whoever has to see to one is reminded, then the team is, until somebody has."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from worker.engine.decide import decision, keep
from worker.engine.handoff import hold_handoff, hold_open, link_to, name_of, step_of
from worker.engine.parts import Parts
from worker.engine.service_mail import queue_service
from worker.rules.reasons import Reason
from worker.rules.reminders import is_for_team, next_reminder
from worker.store.models.candidate import Candidate
from worker.store.models.handoff import Handoff
from worker.store.models.signal import Reply

_EXCERPT = 2000


def lease_reminders(session: Session, now: datetime, until: datetime, lease: str, limit: int) -> Sequence[UUID]:
    """Take up to `limit` handoffs of which somebody is to be reminded, and hold them until `until`."""
    due = select(Handoff.id).where(Handoff.remind_at <= now).order_by(Handoff.remind_at).limit(limit)
    ids = session.scalars(due.with_for_update(skip_locked=True)).all()
    if ids:
        session.execute(update(Handoff).where(Handoff.id.in_(ids)).values(remind_at=until, lease=lease))
    return ids


def remind(parts: Parts, ids: Sequence[str], lease: str) -> int:
    """Remind of leased handoffs; returns of how many."""
    reminded = 0
    for handoff_id in ids:
        with parts.database.write() as session:
            reminded += _remind(session, parts, UUID(handoff_id), lease)
    return reminded


def _remind(session: Session, parts: Parts, handoff_id: UUID, lease: str) -> bool:
    found = hold_handoff(session, handoff_id)
    if found is None or found[0].lease != lease or found[0].remind_at is None:
        return False
    handoff, person = found
    now, place = parts.now(), parts.place_of(None, None, None)
    escalates = is_for_team(handoff.reminders)
    owner = _owner(parts, handoff, person)
    reply = session.get(Reply, handoff.reply_id) if handoff.reply_id else None
    step = step_of(session, parts, handoff)
    extra = {
        "candidate_name": name_of(person),
        "ask": step.ask_in(parts.policy.default_locale) if step else "",
        "since": handoff.opened_at.astimezone(place.zone).date().isoformat(),
        "excerpt": reply.new_text[:_EXCERPT] if reply else "",
        "link": link_to(parts, handoff.id),
        "asked": owner if escalates and owner != parts.policy.team_address else "",
    }
    queue_service(
        session,
        parts,
        "handoff_reminder",
        subject=str(handoff.id),
        nonce=f"reminder/{now.isoformat()}",
        to=parts.policy.team_address if escalates else owner,
        extra=extra,
        candidate_id=person.id,
        reply_to=(reply.from_address if reply else None) or person.address,
    )
    handoff.reminders += 1
    handoff.lease = None
    handoff.remind_at = next_reminder(now, handoff.reminders, place) if handoff.kind == "reply" else None
    reason = Reason.HANDOFF_ESCALATED if escalates else Reason.HANDOFF_REMINDED
    keep(session, [decision(person.id, now, "remind", reason, until=handoff.remind_at)])
    return True


def _owner(parts: Parts, handoff: Handoff, person: Candidate) -> str:
    """Whoever was asked; the team, when they have left since."""
    recruiter = person.recruiter or {}
    has_left = recruiter.get("gone") and recruiter.get("email") == handoff.owner
    return parts.policy.team_address if has_left or not handoff.owner else handoff.owner


def remind_later(parts: Parts, handoff_id: UUID, until: datetime, by: str) -> Handoff:
    """Let a handoff sleep until `until`; then its owner is reminded, and all begins anew. What waits for it goes on waiting.

    Raises LookupError when there is none, `AlreadyResolved` when it is over, ValueError when its own deadline comes first.
    """
    with parts.database.write() as session:
        handoff, person = hold_open(session, handoff_id)
        if handoff.deadline_at is not None and handoff.deadline_at <= until:
            raise ValueError("its deadline comes first, and the campaign then goes on without it")
        handoff.remind_at, handoff.reminders, handoff.lease = until, 0, None
        row = decision(person.id, parts.now(), "remind", Reason.HANDOFF_SLEEPS, until=until, detail=f"by {by}")
        keep(session, [row])
    return handoff
