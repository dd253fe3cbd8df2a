"""Writing down decisions, so that `rapport why` can read them back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from worker.rules.reasons import Reason
from worker.store.insert import insert_many
from worker.store.models.decision import Decision
from worker.store.models.enrollment import Enrollment


def decision(
    candidate_id: UUID,
    at: datetime,
    action: str,
    reason: Reason,
    *,
    enrollment: Enrollment | None = None,
    campaign: str | None = None,
    until: datetime | None = None,
    detail: str | None = None,
    inbox_seq: int | None = None,
    message_id: UUID | None = None,
) -> dict[str, Any]:
    """One decision as a row; with an enrollment, about the step it stands at."""
    return {
        "candidate_id": candidate_id,
        "at": at,
        "action": action,
        "reason": reason.value,
        "campaign": enrollment.campaign if enrollment else campaign,
        "enrollment_id": enrollment.id if enrollment else None,
        "step": enrollment.step if enrollment else None,
        "occurrence": enrollment.occurrence if enrollment else None,
        "until": until,
        "detail": detail,
        "inbox_seq": inbox_seq,
        "message_id": message_id,
    }


def keep(session: Session, decisions: Sequence[dict[str, Any]]) -> None:
    """Store the decisions, in order."""
    insert_many(session, Decision, decisions)
