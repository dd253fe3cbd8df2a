"""Turns: which of the letters due to one person goes first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from worker.engine.parts import Parts
from worker.rules.fairness import Waiting, turn, yields
from worker.rules.reasons import Reason
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
    query = select(Enrollment).where(
        Enrollment.candidate_id.in_({one.candidate_id for one in handful}),
        Enrollment.state == "active",
        Enrollment.due_at <= now,
        Enrollment.priority <= _LETTERS_ONLY,
    )
    due: dict[UUID, list[Enrollment]] = defaultdict(list)
    for one in session.scalars(query):
        if "*" not in holds and one.campaign not in holds and one.campaign in parts.campaigns:
            due[one.candidate_id].append(one)

    def waits(one: Enrollment) -> bool:
        return one.state == "active" and one.due_at <= now and one.reason != Reason.LETTER_MISSING.value

    def goes_later(enrollment: Enrollment) -> bool:
        return yields(_waiting(enrollment), [_waiting(one) for one in due[enrollment.candidate_id] if waits(one)])

    return goes_later


def _waiting(enrollment: Enrollment) -> Waiting:
    return Waiting(enrollment.id, enrollment.priority, enrollment.due_at)
