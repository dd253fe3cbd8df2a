"""A no: recorded, and in force at once, everywhere."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from worker.engine.decide import decision, keep
from worker.engine.parts import Parts
from worker.rules.reasons import Reason
from worker.store.insert import dialect_insert
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Consent, Suppression
from worker.store.models.enrollment import Enrollment

ADDRESS_ONLY = frozenset({Reason.HARD_BOUNCED, Reason.SOFT_BOUNCED_OFTEN})
"""These say something about an address, not about the person: another address of theirs may be written to."""


def suppress_address(session: Session, parts: Parts, address: str, reason: Reason, source: str, now: datetime) -> None:
    """Never write to this address again for this reason. A hash outlives the address; a lifted one is in force again."""
    row = {
        "address_hash": parts.keyring.address_hash(address),
        "reason": reason.value,
        "source": source,
        "at": now,
    }
    insert = dialect_insert(session, Suppression)
    again: dict[str, Any] = {"lifted_at": None, "lifted_by": None, "at": now, "source": source}
    session.execute(insert.on_conflict_do_update(index_elements=["address_hash", "reason"], set_=again), [row])


def say_no(
    session: Session,
    parts: Parts,
    candidate: Candidate,
    reason: Reason,
    *,
    how: str,
    now: datetime,
    detail: str | None = None,
) -> None:
    """Record a no of this person: their address is suppressed, what is pending ends, and the decision is kept.

    Saying it twice changes nothing. The caller holds the candidate's row.
    """
    if candidate.address:
        suppress_address(session, parts, candidate.address, reason, how, now)
    if reason not in ADDRESS_ONLY and candidate.no_reason is None:
        candidate.no_reason, candidate.no_at = reason.value, now
        session.add(Consent(candidate_id=candidate.id, topic=None, given=False, wording=None, how=how, at=now))
    session.flush()
    session.execute(
        update(Enrollment)
        .where(Enrollment.candidate_id == candidate.id, Enrollment.state == "active")
        .values(state="stopped", reason=reason.value, ended_at=now, lease=None)
    )
    keep(session, [decision(candidate.id, now, "stop", reason, detail=detail or how)])
