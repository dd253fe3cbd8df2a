"""A no: recorded, and in force at once, everywhere."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from schemas.told import Told
from worker.engine.consent import Word, drop_renewal, record_everything
from worker.engine.decide import decision, keep
from worker.engine.outbound import tell
from worker.engine.parts import Parts
from worker.engine.suppressed import reasons_against
from worker.rules.reasons import Reason
from worker.store.insert import upsert_many
from worker.store.models.candidate import Candidate
from worker.store.models.consent import Suppression
from worker.store.models.enrollment import Enrollment

ADDRESS_ONLY = frozenset({Reason.HARD_BOUNCED, Reason.SOFT_BOUNCED_OFTEN})
"""These say something about an address, not about the person: another address of theirs may be written to."""
_TOLD = dict.fromkeys(ADDRESS_ONLY, Told.BOUNCED) | {Reason.COMPLAINED: Told.COMPLAINED}


def suppress_address(session: Session, parts: Parts, address: str, reason: Reason, source: str, now: datetime) -> None:
    """Never write to this address again for this reason. A hash outlives the address; a lifted one is in force again."""
    row = {
        "address_hash": parts.keyring.address_hash(address),
        "reason": reason.value,
        "source": source,
        "at": now,
        "lifted_at": None,
        "lifted_by": None,
    }
    upsert_many(session, Suppression, [row], "address_hash", "reason")


def _is_news(session: Session, parts: Parts, candidate: Candidate, reason: Reason) -> bool:
    """Whether upstream has not heard this: no standing no says the same."""
    if not parts.outbound:
        return False
    if not candidate.address:
        return candidate.no_reason is None
    return reason not in reasons_against(session, parts, candidate.address)


def say_no(
    session: Session,
    parts: Parts,
    candidate: Candidate,
    reason: Reason,
    *,
    how: str,
    now: datetime,
    detail: str | None = None,
    message_id: UUID | None = None,
) -> None:
    """Record a no of this person: their address is suppressed, what is pending ends, and the decision is kept.

    Saying it twice changes nothing. The caller holds the candidate's row.
    """
    is_news = _is_news(session, parts, candidate, reason)
    if candidate.address:
        suppress_address(session, parts, candidate.address, reason, how, now)
    if reason not in ADDRESS_ONLY and candidate.no_reason is None:
        candidate.no_reason, candidate.no_at = reason.value, now
        record_everything(session, candidate, given=False, word=Word(how=how, at=now))
    session.flush()
    if is_news:
        key = f"{candidate.id}/{reason.value}/{now.isoformat()}"
        told = _TOLD.get(reason, Told.UNSUBSCRIBED)
        tell(session, parts, told, candidate.id, key=key, reason=reason.value, message_id=message_id)
    session.execute(
        update(Enrollment)
        .where(Enrollment.candidate_id == candidate.id, Enrollment.state == "active")
        .values(state="stopped", reason=reason.value, ended_at=now, lease=None)
    )
    drop_renewal(session, candidate)
    keep(session, [decision(candidate.id, now, "stop", reason, detail=detail or how)])
