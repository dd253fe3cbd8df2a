"""Turns: which of the letters due to one person goes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.parts import Parts
from worker.engine.standing import is_held
from worker.rules.fairness import Waiting, turn, yields
from worker.rules.reasons import Reason
from worker.store.many import among
from worker.store.models.enrollment import Enrollment

_LETTERS_ONLY = 99
"""Handoffs have a priority above this; a letter never yields to one of another campaign."""


def in_turn(enrollments: Iterable[Enrollment]) -> list[Enrollment]:
    """The enrollments as they are to be worked: by priority; of equals the one that waits longest."""
    return sorted(enrollments, key=lambda one: turn(_waiting(one)))


def read_turns(
    session: Session, parts: Parts, handful: Sequence[Enrollment], holds: frozenset[str], now: datetime
) -> Callable[[Enrollment], bool]:
    """Whether a letter to the same person goes before this one: due, not yet on its way, and more important or longer waiting.

    What is on hold, what cannot be written, and what a campaign has no more, goes before nothing. Those of the handful
    are judged as they stand when asked: one that was just passed over holds up nobody.
    """
    waiting: dict[UUID, list[Enrollment | Waiting]] = defaultdict(list)
    for enrollment in handful:
        waiting[enrollment.candidate_id].append(enrollment)
    columns = (Enrollment.candidate_id, Enrollment.campaign, Enrollment.id, Enrollment.priority, Enrollment.due_at)
    query = select(*columns).where(
        among(session, Enrollment.candidate_id, waiting),
        ~among(session, Enrollment.id, [one.id for one in handful]),
        Enrollment.state == "active",
        Enrollment.due_at <= now,
        Enrollment.priority <= _LETTERS_ONLY,
        Enrollment.reason.is_distinct_from(Reason.LETTER_MISSING.value),
    )
    for candidate_id, campaign, enrollment_id, priority, due_at in session.execute(query):
        if _may_leave(parts, holds, campaign):
            waiting[candidate_id].append(Waiting(enrollment_id, priority, due_at))

    def goes_later(enrollment: Enrollment) -> bool:
        theirs = waiting[enrollment.candidate_id]
        if len(theirs) == 1:
            return False
        others = (one if isinstance(one, Waiting) else _as_it_stands(one) for one in theirs)
        return yields(_waiting(enrollment), [one for one in others if one is not None])

    def _as_it_stands(one: Enrollment) -> Waiting | None:
        waits = one.state == "active" and one.due_at <= now and one.priority <= _LETTERS_ONLY
        missing = one.reason == Reason.LETTER_MISSING.value
        return _waiting(one) if waits and not missing and _may_leave(parts, holds, one.campaign) else None

    return goes_later


def _may_leave(parts: Parts, holds: frozenset[str], campaign: str) -> bool:
    return campaign in parts.campaigns and not is_held(holds, campaign)


def _waiting(enrollment: Enrollment) -> Waiting:
    return Waiting(enrollment.id, enrollment.priority, enrollment.due_at)
