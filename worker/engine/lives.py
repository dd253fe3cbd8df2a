"""Lives: what has become of the people at the desk, read for the conditions that ask about it, and only then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.vocabulary import Life
from worker.rules.match import FORGOTTEN, OVER
from worker.rules.message_state import MessageState
from worker.store.models.candidate import Application, Placement
from worker.store.models.inbox import InboxEvent
from worker.store.models.message import Message

_TURNS = ("candidate.hired", "candidate.unhired", "candidate.left", "candidate.rejected", "candidate.unrejected")


class Lives:
    """The lives of some people: four queries when the first of them is asked for, whatever their number."""

    def __init__(self, session: Session, ids: Sequence[UUID], now: datetime) -> None:
        self._session = session
        self._ids = ids
        self._now = now
        self._read_already = False
        self._turns: dict[UUID, dict[str, datetime]] = defaultdict(dict)
        self._applying: set[UUID] = set()
        self._placed: set[UUID] = set()
        self._complained: set[UUID] = set()

    def of(self, person: UUID, since: datetime) -> Life:
        """One person's life, seen from a way that began at `since`."""
        if not self._read_already:
            self._read()
        turns = self._turns.get(person, {})
        hired, left = _standing(turns, "hired", "unhired"), turns.get("candidate.left")
        turned_down = _standing(turns, "rejected", "unrejected")
        return Life(
            applying=person in self._applying,
            placed=person in self._placed,
            hired_since=hired is not None and hired > since,
            left_since=left is not None and left > since,
            days_since_turned_down=(self._now - turned_down).days if turned_down is not None else None,
            complained=person in self._complained,
        )

    def _read(self) -> None:
        turns = (
            select(InboxEvent.candidate_id, InboxEvent.type, func.max(InboxEvent.occurred_at))
            .where(InboxEvent.candidate_id.in_(self._ids), InboxEvent.type.in_(_TURNS))
            .group_by(InboxEvent.candidate_id, InboxEvent.type)
        )
        for person, type_name, at in self._session.execute(turns):
            if person is not None:
                self._turns[person][type_name] = at
        open_now = select(Application.candidate_id).where(
            Application.candidate_id.in_(self._ids),
            Application.status.not_in(OVER),
            Application.status_at > self._now - FORGOTTEN,
        )
        self._applying = set(self._session.scalars(open_now))
        self._placed = set(
            self._session.scalars(select(Placement.candidate_id).where(Placement.candidate_id.in_(self._ids), Placement.active))
        )
        angry = select(Message.candidate_id).where(
            Message.candidate_id.in_(self._ids), Message.state == MessageState.COMPLAINED.value
        )
        self._complained = {person for person in self._session.scalars(angry) if person is not None}
        self._read_already = True


def _standing(turns: dict[str, datetime], done: str, undone: str) -> datetime | None:
    """When it happened, unless it was taken back since."""
    at, back = turns.get(f"candidate.{done}"), turns.get(f"candidate.{undone}")
    return None if at is not None and back is not None and back >= at else at
